package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.SmallWork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Few rows, held in this JVM: Spark knows their number and values when it plans, and needs no job
 * to read them.
 */
final class LocalRows {
  /** How many rows are few. */
  static final int MOST = 100_000;

  /** Of a few rows all partitions are asked at once, not one after the other. */
  private static final String AT_ONCE = "spark.sql.limit.initialNumPartitions";

  private LocalRows() {}

  /** The rows of a plan, when they are at most {@code most}. */
  static Optional<List<Row>> few(SparkSession session, LogicalPlan plan, int most) {
    return few(Dataset$.MODULE$.ofRows(session, plan), most);
  }

  /** The rows, when they are at most {@code most}. */
  static Optional<List<Row>> few(Dataset<Row> rows, int most) {
    rows.sparkSession().conf().set(AT_ONCE, 1_000_000);
    try {
      long read = Plans.records(((Dataset<Row>) rows).queryExecution().analyzed());
      List<Row> found =
          SmallWork.reading(read, rows.sparkSession(), () -> rows.limit(most + 1).collectAsList());
      return found.size() > most ? Optional.empty() : Optional.of(found);
    } finally {
      rows.sparkSession().conf().unset(AT_ONCE);
    }
  }

  /** Distinct rows of a plan, when they are at most {@code most}. */
  static Optional<List<Row>> fewDistinct(SparkSession session, LogicalPlan plan, int most) {
    if (isLocal(plan)) {
      return few(session, plan, MOST)
          .map(rows -> rows.stream().distinct().toList())
          .filter(rows -> rows.size() <= most);
    }
    return few(session, Plans.distinct(plan), most);
  }

  /** Whether no table has to be read for a plan. */
  private static boolean isLocal(LogicalPlan plan) {
    return plan instanceof LocalRelation
        || plan instanceof OneRowRelation
        || (!plan.children().isEmpty()
            && Plans.list(plan.children()).stream().allMatch(LocalRows::isLocal));
  }

  /** The rows as a table; columns without a null are known to have none. */
  static Dataset<Row> table(
      org.apache.spark.sql.SparkSession session, List<Row> rows, StructType schema) {
    StructField[] fields =
        IntStream.range(0, schema.length())
            .mapToObj(i -> field(schema.apply(i), rows, i))
            .toArray(StructField[]::new);
    return session.createDataFrame(rows, new StructType(fields));
  }

  private static StructField field(StructField field, List<Row> rows, int column) {
    boolean nullable = rows.stream().anyMatch(row -> row.isNullAt(column));
    return new StructField(field.name(), field.dataType(), nullable, field.metadata());
  }

  /** The rows with one more column: which of them a row is. */
  static Dataset<Row> numbered(SparkSession session, List<Row> rows, StructType schema) {
    List<Row> numbered =
        IntStream.range(0, rows.size())
            .mapToObj(
                i -> {
                  Object[] values = Arrays.copyOf(columns(rows.get(i)), schema.length() + 1);
                  values[schema.length()] = i;
                  return RowFactory.create(values);
                })
            .toList();
    return table(session, numbered, schema.add("_lh_number", DataTypes.IntegerType, false));
  }

  private static Object[] columns(Row row) {
    return IntStream.range(0, row.length()).mapToObj(row::get).toArray();
  }

  /** Some columns of the rows. */
  static List<Row> columns(List<Row> rows, int[] columns) {
    return rows.stream()
        .map(row -> RowFactory.create(Arrays.stream(columns).mapToObj(row::get).toArray()))
        .toList();
  }
}
