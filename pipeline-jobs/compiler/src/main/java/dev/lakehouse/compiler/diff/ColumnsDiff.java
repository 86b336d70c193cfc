package dev.lakehouse.compiler.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How two lists of columns differ. A column that goes, becomes of another type or loses its mask
 * breaks what relies on it; one that comes or is computed otherwise does not.
 */
final class ColumnsDiff {
  private ColumnsDiff() {}

  static StepDiff between(JsonNode before, JsonNode after) {
    Map<String, JsonNode> old = byName(before);
    Map<String, JsonNode> now = byName(after);
    if (old.isEmpty() != now.isEmpty()) {
      return now.isEmpty()
          ? new StepDiff(Impact.REBUILDS, List.of("columns: all of the input"))
          : new StepDiff(
              Impact.BREAKING,
              List.of("columns: only the listed ones instead of all of the input"));
    }
    List<String> reasons = new ArrayList<>();
    Impact impact = Impact.REBUILDS;
    for (Map.Entry<String, JsonNode> column : old.entrySet()) {
      JsonNode is = now.get(column.getKey());
      if (is == null) {
        reasons.add("column %s dropped".formatted(column.getKey()));
        impact = Impact.BREAKING;
      } else if (!is.equals(column.getValue())) {
        impact = impact.or(changed(column.getKey(), column.getValue(), is, reasons));
      }
    }
    now.keySet().stream()
        .filter(name -> !old.containsKey(name))
        .forEach(name -> reasons.add("column %s added".formatted(name)));
    if (reasons.isEmpty()) {
      reasons.add("order of columns");
    }
    return new StepDiff(impact, reasons);
  }

  private static Impact changed(String name, JsonNode was, JsonNode is, List<String> reasons) {
    Impact impact = Impact.REBUILDS;
    for (String type : List.of("cast", "type")) {
      if (!was.path(type).equals(is.path(type))) {
        reasons.add(
            "column " + name + ": " + StepDiff.reason("type", was.path(type), is.path(type)));
        impact = Impact.BREAKING;
      }
    }
    if (was.hasNonNull("mask") && !is.hasNonNull("mask")) {
      reasons.add("column %s is no longer masked".formatted(name));
      return Impact.BREAKING;
    }
    if (impact != Impact.BREAKING) {
      reasons.add("column %s is computed otherwise".formatted(name));
    }
    return impact;
  }

  private static Map<String, JsonNode> byName(JsonNode columns) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    columns.forEach(column -> byName.put(column.path("name").asText(), column));
    return byName;
  }
}
