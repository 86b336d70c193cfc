package dev.lakehouse.operator.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.operator.datasource.ExportedByDataSources;
import dev.lakehouse.operator.pipeline.ExportedByPipelines;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the operator's own metrics, as its code exports them and as the chart uses them. */
final class ExportedMetrics {
  private static final Pattern NAME = Pattern.compile("lakehouse_[a-z_]+");

  private ExportedMetrics() {}

  /** As Prometheus would scrape them. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>();
    (ExportedByDataSources.scrape() + ExportedByPipelines.scrape())
        .lines()
        .filter(line -> line.startsWith("lakehouse_"))
        .forEach(line -> names.addAll(namedIn(List.of(line.substring(0, line.indexOf('{'))))));
    return names;
  }

  /** Those that expressions name. */
  static Set<String> namedIn(Collection<String> expressions) {
    Set<String> names = new TreeSet<>();
    for (String expression : expressions) {
      Matcher matcher = NAME.matcher(expression);
      while (matcher.find()) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  /** The expressions of a dashboard's panels and variables. */
  static List<String> expressions(String dashboard) {
    try {
      JsonNode json = new ObjectMapper().readTree(dashboard);
      List<String> expressions = json.get("panels").findValuesAsText("expr");
      expressions.addAll(json.get("templating").findValuesAsText("query"));
      return expressions;
    } catch (JsonProcessingException e) {
      throw new AssertionError("the dashboard is no JSON", e);
    }
  }
}
