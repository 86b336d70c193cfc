package dev.lakehouse.cli;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.TreeSet;

/** The graph of all tables for Mermaid, from sources on the left to warehouses on the right. */
final class MermaidReport {
  private final TreeSet<String> nodes = new TreeSet<>();
  private final TreeSet<String> edges = new TreeSet<>();

  private MermaidReport() {}

  static String of(List<CompiledObject> objects) {
    MermaidReport report = new MermaidReport();
    objects.forEach(object -> object.compiled().plan().steps().forEach(report::add));
    StringBuilder text = new StringBuilder("flowchart LR\n");
    report.nodes.forEach(node -> text.append("  ").append(node).append('\n'));
    report.edges.forEach(edge -> text.append("  ").append(edge).append('\n'));
    for (Layer layer : Layer.values()) {
      text.append("  classDef ")
          .append(layer.label())
          .append(' ')
          .append(colour(layer))
          .append('\n');
    }
    return text.toString();
  }

  private void add(Step step) {
    if (step instanceof Step.Publish publish) {
      String target = publish.connection() + "_" + publish.target().replace('.', '_');
      nodes.add("%s[(\"%s<br/>%s\")]".formatted(target, publish.connection(), publish.target()));
      edge(publish.from(), target);
      return;
    }
    TableName output = TableName.of(step.id());
    node(output);
    step.inputs().forEach(input -> edge(input, id(output)));
    if (output.layer() == Layer.BRONZE) {
      nodes.add("source_%s([\"%s\"])".formatted(id(output), StepText.source(step)));
      edges.add("source_%s --> %s".formatted(id(output), id(output)));
    }
  }

  private void edge(TableName from, String to) {
    node(from);
    edges.add(id(from) + " --> " + to);
  }

  private void node(TableName table) {
    nodes.add("%s[\"%s\"]:::%s".formatted(id(table), table, table.layer().label()));
  }

  private static String id(TableName table) {
    return table.toString().replace('.', '_');
  }

  private static String colour(Layer layer) {
    return switch (layer) {
      case BRONZE -> "fill:#e7cfb4,stroke:#8c5a2b";
      case SILVER -> "fill:#e4e7eb,stroke:#6b7785";
      case GOLD -> "fill:#f6e3a1,stroke:#a8860b";
    };
  }
}
