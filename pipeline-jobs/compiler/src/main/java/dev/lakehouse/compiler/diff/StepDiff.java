package dev.lakehouse.compiler.diff;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.Step;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How two steps of one id differ, field by field of their documents, so that a field nobody thought
 * of here is still a change: it is then taken to make other rows.
 *
 * @param impact the gravest of all fields; null when none of them matters
 * @param reasons what changed, in the order of the fields' names
 */
record StepDiff(Impact impact, List<String> reasons) {
  /** Order of work; rows are what they were. */
  private static final Set<String> NOTHING = Set.of("dependsOn");

  /** How rows lie, are checked or described; rows that are there stay. */
  private static final Set<String> KEEPS =
      Set.of("clusterBy", "properties", "description", "comments", "constraints", "evolution");

  /** What a row is, and for whom. */
  private static final Set<String> BREAKS = Set.of("keys", "history", "from", "type", "key");

  /** Values of fields longer than this are not repeated to people. */
  private static final int SHORT = 60;

  static StepDiff between(JsonNode before, JsonNode after) {
    List<String> reasons = new ArrayList<>();
    Impact impact = null;
    for (String field : fields(before, after)) {
      JsonNode old = before.path(field);
      JsonNode now = after.path(field);
      if (old.equals(now) || NOTHING.contains(field)) {
        continue;
      }
      StepDiff diff =
          switch (field) {
            case "columns" -> ColumnsDiff.between(old, now);
            case "layout", "query" -> between(old, now);
            case "alsoFrom" -> FlowsDiff.between(old, now);
            case "expectations" -> expectations(after, old, now);
            default -> ofField(field, old, now);
          };
      reasons.addAll(diff.reasons());
      impact = impact == null ? diff.impact() : impact.or(diff.impact());
    }
    boolean bronze = before.path("id").asText().startsWith(Layer.BRONZE.label() + ".");
    if (impact == Impact.REBUILDS && followsHistory(before) && followsHistory(after)) {
      impact = Impact.NEW_VERSIONS;
    }
    return new StepDiff(bronze ? appended(impact) : impact, reasons);
  }

  /** Whether it has versions of a table that is merged itself, which nothing else remembers. */
  private static boolean followsHistory(JsonNode step) {
    return step.path("history").asText().equals(Step.History.TYPE2.name())
        && step.path("changes").path("input").asText().equals("ChangeFeed");
  }

  /** What was received stays as it was received; only a column of another type can't go on. */
  private static Impact appended(Impact impact) {
    return impact == Impact.REBUILDS ? Impact.KEEPS_ROWS : impact;
  }

  /** New rules are asked of new rows; a gold table's rows are all new whenever it is made. */
  private static StepDiff expectations(JsonNode step, JsonNode old, JsonNode now) {
    boolean gold = step.path("id").asText().startsWith(Layer.GOLD.label() + ".");
    return new StepDiff(
        gold ? Impact.REBUILDS : Impact.KEEPS_ROWS, List.of(reason("expectations", old, now)));
  }

  private static StepDiff ofField(String field, JsonNode old, JsonNode now) {
    Impact impact =
        KEEPS.contains(field)
            ? Impact.KEEPS_ROWS
            : BREAKS.contains(field) ? Impact.BREAKING : Impact.REBUILDS;
    return new StepDiff(impact, List.of(reason(field, old, now)));
  }

  static String reason(String field, JsonNode old, JsonNode now) {
    return isLong(old) || isLong(now)
        ? field + " changed"
        : "%s: %s -> %s".formatted(field, text(old), text(now));
  }

  private static boolean isLong(JsonNode value) {
    boolean nested = value.isObject() || value.isArray() && value.path(0).isObject();
    return nested || text(value).length() > SHORT;
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "none";
    }
    return value.isTextual() ? value.asText() : value.toString().replace("\"", "");
  }

  private static Set<String> fields(JsonNode before, JsonNode after) {
    Set<String> names = new TreeSet<>();
    for (JsonNode node : List.of(before, after)) {
      Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
      fields.forEachRemaining(field -> names.add(field.getKey()));
    }
    return names;
  }
}
