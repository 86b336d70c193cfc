package dev.lakehouse.spark.delta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.TypeWidening$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the columns of new rows differ from those of the table they are for, each in a few words.
 * Fields of structs count as columns of their own. Order, nullability, and upper and lower case are
 * of no account. Pure.
 *
 * @param added columns that the table has not
 * @param widened columns of a wider type: one that Delta can put in place of the old one
 * @param retyped columns of any other type
 * @param lost columns that only the table has
 */
public record ColumnChanges(
    List<String> added, List<String> widened, List<String> retyped, List<String> lost) {

  /** From what a table has to what its new rows have. */
  public static ColumnChanges between(StructType table, StructType rows) {
    ColumnChanges found =
        new ColumnChanges(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    found.compareFields("", table, rows);
    return found;
  }

  /** Whether there is none. */
  public boolean none() {
    return all().findAny().isEmpty();
  }

  /** For people: all of them. */
  @Override
  public String toString() {
    return String.join(", ", all().toList());
  }

  private Stream<String> all() {
    return Stream.of(added, widened, retyped, lost).flatMap(List::stream);
  }

  private void compareFields(String path, StructType table, StructType rows) {
    Map<String, StructField> old = byName(table);
    Map<String, StructField> now = byName(rows);
    now.forEach(
        (name, field) -> {
          if (old.containsKey(name)) {
            compare(path + field.name(), old.get(name).dataType(), field.dataType());
          } else {
            added.add("new %s%s (%s)".formatted(path, field.name(), text(field.dataType())));
          }
        });
    old.forEach(
        (name, field) -> {
          if (!now.containsKey(name)) {
            lost.add("no %s%s any more".formatted(path, field.name()));
          }
        });
  }

  private void compare(String path, DataType old, DataType now) {
    if (old instanceof StructType table && now instanceof StructType rows) {
      compareFields(path + ".", table, rows);
    } else if (old instanceof ArrayType table && now instanceof ArrayType rows) {
      compare(path + ".element", table.elementType(), rows.elementType());
    } else if (old instanceof MapType table && now instanceof MapType rows) {
      compare(path + ".key", table.keyType(), rows.keyType());
      compare(path + ".value", table.valueType(), rows.valueType());
    } else if (!old.equals(now)) {
      (widens(old, now) ? widened : retyped)
          .add("%s %s instead of %s".formatted(path, text(now), text(old)));
    }
  }

  private static boolean widens(DataType old, DataType now) {
    return old instanceof AtomicType from
        && now instanceof AtomicType to
        && TypeWidening$.MODULE$.isTypeChangeSupportedForSchemaEvolution(from, to, false);
  }

  private static Map<String, StructField> byName(StructType type) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field : type.fields()) {
      fields.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    return fields;
  }

  private static String text(DataType type) {
    return type.simpleString();
  }
}
