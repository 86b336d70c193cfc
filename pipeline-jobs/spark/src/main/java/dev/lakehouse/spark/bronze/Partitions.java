package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/** Divides a table into ranges of a column, each read by a query of its own. */
final class Partitions {
  private Partitions() {}

  /** The reader with its ranges; the bounds are those of the table now, rows beyond them count. */
  static DataFrameReader of(Step.Jdbc step, DataFrameReader reader) {
    String column = step.read().partitionColumn();
    if (column == null) {
      return reader;
    }
    Row bounds =
        reader
            .option(
                "dbtable",
                "(SELECT min(%1$s) AS least, max(%1$s) AS greatest FROM %2$s) bounds"
                    .formatted(column, step.table()))
            .load()
            .first();
    DataType type = bounds.schema().apply(0).dataType();
    if (!(type instanceof NumericType)
        && !type.equals(DataTypes.DateType)
        && !type.equals(DataTypes.TimestampType)
        && !type.equals(DataTypes.TimestampNTZType)) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "Column %s of %s is a %s and can't divide the table into ranges. Name a column of numbers, dates or times in spec.jdbc.partition."
              .formatted(column, step.table(), type.sql()));
    }
    if (bounds.isNullAt(0)) {
      return reader;
    }
    return reader
        .option("partitionColumn", column)
        .option("lowerBound", text(bounds.get(0), type))
        .option("upperBound", text(bounds.get(1), type))
        .option("numPartitions", step.read().partitions());
  }

  /** Spark wants whole numbers, also of a column that has others. */
  private static String text(Object bound, DataType type) {
    if (type instanceof NumericType) {
      return new java.math.BigDecimal(bound.toString()).toBigInteger().toString();
    }
    return bound.toString().replace('T', ' ');
  }
}
