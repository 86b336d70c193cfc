package dev.lakehouse.compiler.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How two lists of further inputs differ. One that comes is read from its beginning, of one that
 * goes the rows stay; one that is brought otherwise makes all rows anew.
 */
final class FlowsDiff {
  private FlowsDiff() {}

  static StepDiff between(JsonNode before, JsonNode after) {
    Map<String, JsonNode> old = byTable(before);
    Map<String, JsonNode> now = byTable(after);
    List<String> reasons = new ArrayList<>();
    Impact impact = Impact.KEEPS_ROWS;
    for (Map.Entry<String, JsonNode> flow : old.entrySet()) {
      JsonNode is = now.get(flow.getKey());
      if (is == null) {
        reasons.add("input %s removed, its rows stay".formatted(flow.getKey()));
      } else if (!is.equals(flow.getValue())) {
        reasons.add("input %s is brought otherwise".formatted(flow.getKey()));
        impact = Impact.REBUILDS;
      }
    }
    now.keySet().stream()
        .filter(table -> !old.containsKey(table))
        .forEach(table -> reasons.add("input %s added".formatted(table)));
    if (reasons.isEmpty()) {
      reasons.add("order of inputs");
    }
    return new StepDiff(impact, reasons);
  }

  private static Map<String, JsonNode> byTable(JsonNode flows) {
    Map<String, JsonNode> byTable = new LinkedHashMap<>();
    flows.forEach(flow -> byTable.put(flow.path("from").asText(), flow));
    return byTable;
  }
}
