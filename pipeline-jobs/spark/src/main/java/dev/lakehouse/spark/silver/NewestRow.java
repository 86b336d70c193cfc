package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.delta.TableWriter.MergeRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Of several rows of one key, which one stays. With {@link Step.History#FIRST} the one that came
 * first: rows are only ever added. Else, with {@code sequenceBy} the greatest value wins, and of
 * equal ones the greatest hash of the whole row: a total order that does not depend on how rows
 * were batched, so any order and repetition of the input gives the same table. Without it, the row
 * that came last wins.
 */
final class NewestRow {
  private static final String RANK = "_lh_rank";
  private static final String ORIGIN = "_lh_origin";

  private final List<String> keys;
  private final String sequenceBy;
  private final boolean first;

  NewestRow(Step.Silver step) {
    this.keys = step.keys();
    this.sequenceBy = step.sequenceBy();
    this.first = step.history() == Step.History.FIRST;
  }

  /** Whether the table keeps one row of a key. */
  static boolean applies(Step.Silver step) {
    boolean oneOfEach =
        step.history() == Step.History.TYPE1 || step.history() == Step.History.FIRST;
    return oneOfEach && !step.keys().isEmpty() && !KeyHistory.applies(step);
  }

  /** Whether the order in which rows came decides. */
  static boolean needsArrival(Step.Silver step) {
    return applies(step) && step.sequenceBy() == null;
  }

  /** Columns of the input that {@link #winners} needs beside the table's. */
  List<String> helpers() {
    return sequenceBy == null ? List.of(SilverInput.ARRIVAL) : List.of();
  }

  /** One row per key, without the helper columns. */
  Dataset<Row> winners(Dataset<Row> rows) {
    List<Column> order = new ArrayList<>();
    if (sequenceBy == null) {
      order.add(first ? asc(SilverInput.ARRIVAL) : desc(SilverInput.ARRIVAL));
    } else {
      order.add(SilverColumns.quoted(sequenceBy).desc_nulls_last());
      order.add(tieBreak(rows.schema(), SilverColumns::quoted).desc());
    }
    return first(rows, order).drop(SilverInput.ARRIVAL, SilverInput.FRESH);
  }

  /** The table that merging {@code winners} into {@code target} gives. */
  Dataset<Row> merged(Dataset<Row> target, Dataset<Row> winners) {
    Dataset<Row> all =
        target.withColumn(ORIGIN, lit(0)).unionByName(winners.withColumn(ORIGIN, lit(1)), true);
    List<Column> order = new ArrayList<>();
    if (sequenceBy != null) {
      order.add(SilverColumns.quoted(sequenceBy).desc_nulls_last());
      order.add(tieBreak(winners.schema(), SilverColumns::quoted).desc());
    }
    order.add(first ? asc(ORIGIN) : desc(ORIGIN));
    return first(all, order).drop(ORIGIN);
  }

  private Dataset<Row> first(Dataset<Row> rows, List<Column> order) {
    Column[] by = keys.stream().map(SilverColumns::quoted).toArray(Column[]::new);
    return rows.withColumn(
            RANK, row_number().over(Window.partitionBy(by).orderBy(order.toArray(Column[]::new))))
        .filter(col(RANK).equalTo(1))
        .drop(RANK);
  }

  /** The same order as a condition of a merge; null keys are keys, too. */
  MergeRule mergeRule(StructType schema, StructType targetSchema) {
    Column sameRow =
        keys.stream()
            .map(key -> side("t", key).eqNullSafe(side("s", key)))
            .reduce(lit(true), Column::and);
    if (sequenceBy == null) {
      return new MergeRule(sameRow, first ? null : lit(true));
    }
    Column source = side("s", sequenceBy);
    Column target = side("t", sequenceBy);
    Column sourceTie = tieBreak(schema, name -> side("s", name));
    List<String> there = List.of(targetSchema.fieldNames());
    Column targetTie =
        tieBreak(
            schema,
            name ->
                there.contains(name)
                    ? side("t", name)
                    : lit(null).cast(schema.apply(name).dataType()));
    Column replaces =
        source
            .gt(target)
            .or(source.isNotNull().and(target.isNull()))
            .or(source.eqNullSafe(target).and(sourceTie.gt(targetTie)));
    return new MergeRule(sameRow, replaces);
  }

  /**
   * A hash of the row that tells rows of one sequence apart. Spark's hash passes over nulls, so (1,
   * null) and (null, 1) would be one to it: whether a value is null is hashed beside it.
   */
  static Column tieBreak(StructType schema, Function<String, Column> column) {
    Column[] values =
        Arrays.stream(schema.fields())
            .filter(field -> !field.name().startsWith("_lh_"))
            .sorted(Comparator.comparing(StructField::name))
            .flatMap(field -> hashed(field, column.apply(field.name())))
            .toArray(Column[]::new);
    return xxhash64(values);
  }

  private static Stream<Column> hashed(StructField field, Column value) {
    boolean nested =
        field.dataType() instanceof StructType
            || field.dataType() instanceof ArrayType
            || field.dataType() instanceof MapType;
    return Stream.of(nested ? to_json(value, Originals.EXACTLY) : value, value.isNull());
  }

  /** Spark neither hashes nor compares maps. */
  static Column hashable(StructField field, Column value) {
    boolean map = field.dataType().existsRecursively(type -> type instanceof MapType);
    return map ? to_json(value, Originals.EXACTLY) : value;
  }

  private static Column side(String alias, String column) {
    return col(alias + ".`" + column.replace("`", "``") + "`");
  }
}
