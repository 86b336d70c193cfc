package dev.lakehouse.compiler;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.debezium.ChangeEvent;
import java.util.ArrayList;
import java.util.List;

/** The columns of change events: the declared ones, and those that come with each event. */
final class ChangeColumns {
  private ChangeColumns() {}

  static List<Step.ColumnType> with(List<Step.ColumnType> declared) {
    List<Step.ColumnType> columns = new ArrayList<>(declared);
    ChangeEvent.COLUMNS.stream()
        .filter(column -> declared.stream().noneMatch(it -> it.name().equals(column.name())))
        .forEach(columns::add);
    return List.copyOf(columns);
  }
}
