package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.posexplode_outer;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** An input whose nested columns are rows and columns. */
final class Unnested {
  /** What is behind the name of an exploded column for the place of an element, from 0. */
  static final String POSITION = "_position";

  private Unnested() {}

  static Dataset<Row> rows(Dataset<Row> input, Step.Silver step) {
    if (step.unnesting() == null) {
      return input;
    }
    Dataset<Row> rows = input;
    if (step.unnesting().explode() != null) {
      rows = exploded(rows, step.unnesting().explode(), step);
    }
    for (String name : step.unnesting().flatten()) {
      rows = flattened(rows, name, step);
    }
    return distinctlyNamed(rows, step);
  }

  /** A row without elements stays, with none. */
  private static Dataset<Row> exploded(Dataset<Row> rows, String name, Step.Silver step) {
    require(typeOf(rows, name, step) instanceof ArrayType, "explode", name, "an array", step);
    List<Column> columns = new ArrayList<>();
    for (String other : rows.columns()) {
      if (other.equalsIgnoreCase(name)) {
        columns.add(
            posexplode_outer(SilverColumns.quoted(other))
                .as(new String[] {other + POSITION, other}));
      } else {
        columns.add(SilverColumns.quoted(other));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> flattened(Dataset<Row> rows, String name, Step.Silver step) {
    DataType type = typeOf(rows, name, step);
    require(type instanceof StructType, "flatten", name, "a struct", step);
    List<Column> columns = new ArrayList<>();
    for (String other : rows.columns()) {
      if (other.equalsIgnoreCase(name)) {
        for (StructField field : ((StructType) type).fields()) {
          columns.add(
              SilverColumns.quoted(other).getField(field.name()).as(other + "_" + field.name()));
        }
      } else {
        columns.add(SilverColumns.quoted(other));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static DataType typeOf(Dataset<Row> rows, String name, Step.Silver step) {
    return Stream.of(rows.schema().fields())
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst()
        .map(StructField::dataType)
        .orElseThrow(
            () ->
                failed(
                    "%s unnests %s, but %s has no such column. Correct the name in explode or flatten."
                        .formatted(step.output(), name, step.from())));
  }

  private static void require(
      boolean fits, String field, String name, String wanted, Step.Silver step) {
    if (!fits) {
      throw failed(
          "%s has %s: %s, but that column of %s is not %s. Read text as JSON by from_json in an expr instead."
              .formatted(step.output(), field, name, step.from(), wanted));
    }
  }

  private static Dataset<Row> distinctlyNamed(Dataset<Row> rows, Step.Silver step) {
    Set<String> seen = new HashSet<>();
    for (String name : rows.columns()) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw failed(
            "Unnesting %s gives %s two columns %s. Leave one of explode and flatten out, and take the fields by expr."
                .formatted(step.from(), step.output(), name));
      }
    }
    return rows;
  }

  private static StepFailure failed(String message) {
    return StepFailure.of(FailureReason.SQL_INVALID, message);
  }
}
