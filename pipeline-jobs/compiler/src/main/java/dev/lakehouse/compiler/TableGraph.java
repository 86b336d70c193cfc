package dev.lakehouse.compiler;

import dev.lakehouse.plan.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Which table is made from which. */
final class TableGraph {
  private final Map<TableName, List<TableName>> inputs;

  private TableGraph(Map<TableName, List<TableName>> inputs) {
    this.inputs = inputs;
  }

  /** Those tables, all they are made from, all those are made from, and so on. */
  static TableGraph reachableFrom(
      Collection<TableName> tables, Function<TableName, List<TableName>> inputsOf) {
    Map<TableName, List<TableName>> inputs = new TreeMap<>();
    Deque<TableName> open = new ArrayDeque<>(tables);
    while (!open.isEmpty()) {
      TableName table = open.pop();
      if (!inputs.containsKey(table)) {
        List<TableName> found = inputsOf.apply(table);
        inputs.put(table, found);
        open.addAll(found);
      }
    }
    return new TableGraph(inputs);
  }

  /** Every table after its inputs, ties by name; tables in or behind a circle are left out. */
  List<TableName> order() {
    Map<TableName, Integer> missing = new HashMap<>();
    Map<TableName, List<TableName>> readers = new HashMap<>();
    TreeSet<TableName> ready = new TreeSet<>();
    inputs.forEach(
        (table, reads) -> {
          missing.put(table, reads.size());
          reads.forEach(
              input -> readers.computeIfAbsent(input, key -> new ArrayList<>()).add(table));
          if (reads.isEmpty()) {
            ready.add(table);
          }
        });
    List<TableName> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      TableName next = ready.pollFirst();
      order.add(next);
      for (TableName reader : readers.getOrDefault(next, List.of())) {
        if (missing.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    return order;
  }

  /** Whether some table is made from itself, directly or through others. */
  boolean hasCircle() {
    return order().size() < inputs.size();
  }

  /**
   * The shortest way from a table through what it reads back to itself, both ends included; empty
   * when there is none.
   */
  List<TableName> circleThrough(TableName table) {
    Map<TableName, TableName> readBy = new HashMap<>();
    Deque<TableName> open = new ArrayDeque<>(List.of(table));
    while (!open.isEmpty()) {
      TableName reader = open.poll();
      for (TableName input : inputs.getOrDefault(reader, List.of())) {
        if (readBy.putIfAbsent(input, reader) == null) {
          open.add(input);
        }
        if (input.equals(table)) {
          return wayBack(table, readBy);
        }
      }
    }
    return List.of();
  }

  private static List<TableName> wayBack(TableName table, Map<TableName, TableName> readBy) {
    List<TableName> way = new ArrayList<>(List.of(table));
    TableName at = readBy.get(table);
    while (!at.equals(table)) {
      way.add(at);
      at = readBy.get(at);
    }
    way.add(table);
    Collections.reverse(way);
    return way;
  }
}
