package dev.lakehouse.spark.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A selection of lineage as an indented tree for each column asked for. */
final class LineageText {
  private final LineageGraph graph;
  private final boolean downstream;
  private final StringBuilder text = new StringBuilder();

  private LineageText(LineageGraph graph, boolean downstream) {
    this.graph = graph;
    this.downstream = downstream;
  }

  /**
   * The text.
   *
   * @param downstream which way the selection was made
   */
  static String of(LineageGraph selection, List<Place> starts, boolean downstream) {
    LineageText report = new LineageText(selection, downstream);
    for (Place start : starts) {
      report.text.append(report.typed(start)).append('\n');
      report.below(start, 1, new TreeSet<>(Set.of(start)));
    }
    report.rows();
    selection.notes().forEach(note -> report.text.append("\nnote: ").append(note).append('\n'));
    return report.text.toString();
  }

  private String typed(Place place) {
    String type = graph.datasets().get(place.dataset()).columns().get(place.column());
    return type == null ? place.toString() : place + ": " + type;
  }

  private void below(Place place, int depth, Set<Place> above) {
    Map<Place, Set<String>> links = new TreeMap<>();
    graph.edges().stream()
        .filter(edge -> here(edge).equals(place) && edge.to().isColumn())
        .forEach(
            edge -> links.computeIfAbsent(there(edge), at -> new TreeSet<>()).add(label(edge)));
    links.forEach(
        (next, labels) -> {
          text.append("  ".repeat(depth)).append(String.join(", ", labels));
          text.append(downstream ? ": " : " of ").append(next).append('\n');
          if (direct(place, next) && above.add(next)) {
            below(next, depth + 1, above);
            above.remove(next);
          }
        });
  }

  private Place here(Edge edge) {
    return downstream ? edge.from() : edge.to();
  }

  private Place there(Edge edge) {
    return downstream ? edge.to() : edge.from();
  }

  private boolean direct(Place place, Place next) {
    return downstream
        || graph.edges().stream()
            .anyMatch(
                edge ->
                    edge.link().direct() && here(edge).equals(place) && there(edge).equals(next));
  }

  private static String label(Edge edge) {
    return edge.link().label() + (edge.masked() ? " (masked)" : "");
  }

  /** Which rows there are concerns all columns of a table, so it is told once for each. */
  private void rows() {
    List<String> lines = new ArrayList<>();
    for (DatasetNode dataset : graph.datasets().values()) {
      Map<Link, Set<String>> by = new TreeMap<>();
      edges(edge -> edge.to().equals(Place.rows(dataset.name())))
          .forEach(
              edge ->
                  by.computeIfAbsent(edge.link(), link -> new TreeSet<>())
                      .add(edge.from().toString()));
      if (!by.isEmpty()) {
        lines.add(
            by.entrySet().stream()
                .map(each -> each.getKey().label() + " " + String.join(", ", each.getValue()))
                .collect(Collectors.joining("; ", dataset.name() + ": ", "")));
      }
    }
    if (downstream) {
      lines.addAll(through());
    }
    if (!lines.isEmpty()) {
      text.append("which rows there are\n");
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
  }

  /** Tables that have other rows because a table they read has. */
  private List<String> through() {
    Set<String> told = new TreeSet<>();
    edges(edge -> !edge.to().isColumn()).forEach(edge -> told.add(edge.to().dataset()));
    List<String> lines = new ArrayList<>();
    for (boolean more = !told.isEmpty(); more; ) {
      more = false;
      for (DatasetNode dataset : graph.datasets().values()) {
        List<String> by = dataset.inputs().stream().filter(told::contains).toList();
        if (!by.isEmpty() && told.add(dataset.name())) {
          lines.add(dataset.name() + ": through " + String.join(", ", by));
          more = true;
        }
      }
    }
    return lines;
  }

  private List<Edge> edges(Predicate<Edge> wanted) {
    return graph.edges().stream().filter(wanted).toList();
  }
}
