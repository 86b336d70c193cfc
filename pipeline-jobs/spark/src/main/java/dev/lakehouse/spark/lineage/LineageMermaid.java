package dev.lakehouse.spark.lineage;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A selection of lineage as a flow chart: a box for each dataset, its columns in it. */
final class LineageMermaid {
  private LineageMermaid() {}

  static String of(LineageGraph selection) {
    Map<String, Set<Place>> places = new TreeMap<>();
    selection
        .edges()
        .forEach(
            edge -> {
              places
                  .computeIfAbsent(edge.from().dataset(), name -> new TreeSet<>())
                  .add(edge.from());
              places.computeIfAbsent(edge.to().dataset(), name -> new TreeSet<>()).add(edge.to());
            });
    StringBuilder text = new StringBuilder("flowchart LR\n");
    places.forEach(
        (dataset, inside) -> {
          text.append("  subgraph ")
              .append(id(dataset))
              .append("[\"")
              .append(dataset)
              .append("\"]\n");
          inside.forEach(
              place ->
                  text.append("    ")
                      .append(id(place))
                      .append("[\"")
                      .append(label(place))
                      .append("\"]\n"));
          text.append("  end\n");
        });
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (Edge edge : selection.edges()) {
      String style = edge.link().direct() ? "-->" : "-.->";
      String label = edge.link().label() + (edge.masked() ? " (masked)" : "");
      arrows
          .computeIfAbsent(
              id(edge.from()) + " " + style + "|%s| " + id(edge.to()), key -> new TreeSet<>())
          .add(label);
    }
    text.append(
        arrows.entrySet().stream()
            .map(
                arrow ->
                    "  " + arrow.getKey().formatted(String.join(", ", arrow.getValue())) + "\n")
            .collect(Collectors.joining()));
    return text.toString();
  }

  private static String label(Place place) {
    return place.isColumn() ? place.column() : "its rows";
  }

  private static String id(Place place) {
    return id(place.dataset()) + "__" + (place.isColumn() ? id(place.column()) : "");
  }

  private static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
