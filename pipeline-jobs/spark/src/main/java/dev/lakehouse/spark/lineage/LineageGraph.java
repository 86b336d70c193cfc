package dev.lakehouse.spark.lineage;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Datasets and what their columns have to do with each other.
 *
 * @param datasets by name
 * @param notes what could not be found out, for people
 */
record LineageGraph(Map<String, DatasetNode> datasets, Set<Edge> edges, List<String> notes) {

  /** What goes into those columns, and what decides which rows the tables below have. */
  LineageGraph upstream(Collection<Place> starts) {
    Set<Edge> found = new TreeSet<>();
    Set<String> tables = new TreeSet<>();
    Deque<Place> open = new ArrayDeque<>(starts);
    Set<Place> seen = new TreeSet<>(starts);
    while (!open.isEmpty()) {
      Place place = open.remove();
      tables.add(place.dataset());
      for (Edge edge : edges(one -> one.to().equals(place))) {
        found.add(edge);
        if (edge.link().direct() && seen.add(edge.from())) {
          open.add(edge.from());
        }
      }
    }
    addInputs(tables);
    found.addAll(edges(edge -> !edge.to().isColumn() && tables.contains(edge.to().dataset())));
    return only(found, tables);
  }

  /** A row that an input lacks is missing below as well, whatever columns are read of it. */
  private void addInputs(Set<String> tables) {
    Deque<String> open = new ArrayDeque<>(tables);
    while (!open.isEmpty()) {
      datasets.get(open.remove()).inputs().stream().filter(tables::add).forEach(open::add);
    }
  }

  /** All that changes, or may, with those columns: values, and which rows there are. */
  LineageGraph downstream(Collection<Place> starts) {
    Set<Edge> found = new TreeSet<>();
    Set<String> tables = new TreeSet<>();
    Deque<Place> open = new ArrayDeque<>(starts);
    Set<Place> seen = new TreeSet<>(starts);
    while (!open.isEmpty()) {
      Place place = open.remove();
      tables.add(place.dataset());
      for (Edge edge : edges(one -> one.from().equals(place))) {
        found.add(edge);
        if (seen.add(edge.to())) {
          open.add(edge.to());
        }
      }
      if (!place.isColumn()) {
        datasets.values().stream()
            .filter(dataset -> dataset.inputs().contains(place.dataset()))
            .map(dataset -> Place.rows(dataset.name()))
            .filter(seen::add)
            .forEach(open::add);
      }
    }
    return only(found, tables);
  }

  private List<Edge> edges(Predicate<Edge> wanted) {
    return edges.stream().filter(wanted).toList();
  }

  private LineageGraph only(Set<Edge> found, Set<String> tables) {
    Set<String> names = new TreeSet<>(tables);
    found.forEach(edge -> names.addAll(List.of(edge.from().dataset(), edge.to().dataset())));
    Map<String, DatasetNode> kept = new LinkedHashMap<>();
    datasets.forEach(
        (name, dataset) -> {
          if (names.contains(name)) {
            kept.put(name, dataset);
          }
        });
    return new LineageGraph(kept, found, notes);
  }
}
