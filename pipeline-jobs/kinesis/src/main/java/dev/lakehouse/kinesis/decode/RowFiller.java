package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.Decoding.Evolution;
import io.delta.kernel.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one row after another of fields as they come. Nothing is rounded, cut or guessed: a value
 * that does not fit its column, and a field that has none, is kept as JSON in {@code _rescued}, or
 * becomes a column.
 */
final class RowFiller {
  private record Field(String name, Object raw) {}

  private final TableLayout layout;
  private final Evolution evolution;
  private final List<Field> unknown = new ArrayList<>();
  private Object[] row;
  private ObjectNode rescued;
  private String misfit;
  private boolean nothing;

  RowFiller(TableLayout layout, Evolution evolution) {
    this.layout = layout;
    this.evolution = evolution;
  }

  void begin() {
    row = new Object[layout.length()];
    rescued = null;
    misfit = null;
    nothing = false;
    unknown.clear();
  }

  /** Where the field of that name stands; null: no column takes it. */
  Integer ordinal(String field) {
    return layout.ordinal(field);
  }

  DataType type(int ordinal) {
    return layout.type(ordinal);
  }

  /**
   * Sets a column.
   *
   * @param raw the value as the format has it: see {@link ColumnValues}
   */
  void set(int ordinal, Object raw) {
    Object value = ColumnValues.convert(raw, layout.type(ordinal));
    if (value == ColumnValues.MISMATCH) {
      rescue(layout.name(ordinal), raw);
    } else if (value instanceof NestedValues.Partly partly) {
      row[ordinal] = partly.value();
      rescue(layout.name(ordinal), partly.leftover());
    } else {
      row[ordinal] = value;
    }
  }

  /** Sets a column to a value that is known to fit. */
  void setFitting(int ordinal, Object value) {
    row[ordinal] = value;
  }

  private void rescue(String name, Object raw) {
    misfit = name;
    keep(name, raw);
  }

  private void keep(String name, Object raw) {
    if (rescued == null) {
      rescued = JsonNodeFactory.instance.objectNode();
    }
    rescued.set(name, RawJson.of(raw));
  }

  /** The payload says nothing of any row. */
  void nothing() {
    nothing = true;
  }

  boolean isNothing() {
    return nothing;
  }

  /** Takes any field: into its column, or as one that has none. */
  void field(String name, Object raw) {
    Integer ordinal = layout.ordinal(name);
    if (ordinal == null) {
      unknown(name, raw);
    } else {
      set(ordinal, raw);
    }
  }

  /** A field without a column. */
  void unknown(String name, Object raw) {
    unknown.add(new Field(name, raw));
  }

  /** What of the record does not fit, for people and without its content; null: all fits. */
  String misfit() {
    if (misfit != null) {
      return "its value of column " + misfit + " does not fit the column's type";
    }
    return unknown.isEmpty() ? null : "it has a field that no column is declared for";
  }

  /** The row, its origin not yet set. */
  Object[] finish() {
    for (Field field : unknown) {
      if (evolution != Evolution.ADD_COLUMNS || !becameColumn(field)) {
        keep(field.name(), field.raw());
      }
    }
    row[layout.rescued()] = rescued == null ? null : rescued.toString();
    return row;
  }

  /** Whether something of the record is in {@code _rescued}. */
  boolean hasRescued() {
    return rescued != null;
  }

  private boolean becameColumn(Field field) {
    DataType type = InferredTypes.of(field.raw());
    if (type == null) {
      // A null tells no type, and loses nothing: a column of that name would be null as well.
      return true;
    }
    // The same name may come twice in one payload: the first made the column.
    Integer ordinal = layout.ordinal(field.name());
    ordinal = ordinal == null ? layout.add(field.name(), type) : ordinal;
    if (ordinal == null) {
      return false;
    }
    row = Arrays.copyOf(row, layout.length());
    set(ordinal, field.raw());
    return true;
  }
}
