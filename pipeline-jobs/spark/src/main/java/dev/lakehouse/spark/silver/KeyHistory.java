package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a table holds of a key, as a function of the set of all its events: nothing here asks in
 * which order they came, how often, or in what batches.
 *
 * <p>An event is a row of the table, or a deletion. Events of a key are ordered by {@code
 * sequenceBy} (null first), then deletions behind rows, then by the hash of the row. Of those with
 * one sequence the last counts.
 */
final class KeyHistory {
  /** Whether an event deletes its key. */
  static final String DELETED = "_lh_deleted";

  static final String VALID_FROM = "valid_from";
  static final String VALID_TO = "valid_to";
  static final String IS_CURRENT = "is_current";

  private static final String TIE = "_lh_tie";
  private static final String LIFE = "_lh_life";
  private static final String NEXT = "_lh_next";
  private static final String BEFORE = "_lh_before";
  private static final String POSITION = "_lh_position";
  private static final String NEEDED = "_lh_needed";

  private final List<String> keys;
  private final String sequenceBy;
  private final boolean versioned;
  private final boolean ignoreNulls;

  KeyHistory(Step.Silver step) {
    this(step, step.sequenceBy());
  }

  /** Of events in the order of that column, which may be a helper that the table has not. */
  KeyHistory(Step.Silver step, String sequenceBy) {
    this.keys = step.keys();
    this.sequenceBy = sequenceBy;
    this.versioned = step.history() == Step.History.TYPE2;
    this.ignoreNulls = step.changes() != null && step.changes().ignoreNulls();
  }

  /** Whether more than the newest row of a key decides. */
  static boolean applies(Step.Silver step) {
    return step.history() == Step.History.TYPE2
        || (step.history() == Step.History.TYPE1 && step.changes() != null);
  }

  /** Whether the table itself tells the newest event of a key, unless that is a deletion. */
  boolean tableTellsNewest() {
    return !versioned && !ignoreNulls;
  }

  /** Columns that tell rows of the table apart. */
  List<String> identity() {
    return versioned ? with(keys, VALID_FROM) : keys;
  }

  /** Columns that tell events apart. */
  List<String> eventIdentity() {
    return with(keys, sequenceBy, DELETED, TIE);
  }

  /** Rows with {@link #DELETED} as events; a deletion has nothing but its key and sequence. */
  Dataset<Row> events(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      Column value = SilverColumns.quoted(field.name());
      if (isValue(field.name())) {
        columns.add(when(not(col(DELETED)), value).as(field.name()));
      } else if (!isHelper(field.name()) || field.name().equals(sequenceBy)) {
        columns.add(value);
      }
    }
    columns.add(col(DELETED));
    columns.add(
        when(col(DELETED), lit(0L))
            .otherwise(NewestRow.tieBreak(rows.schema(), SilverColumns::quoted))
            .as(TIE));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Each event once. */
  Dataset<Row> distinct(Dataset<Row> events) {
    return events.dropDuplicates(eventIdentity().toArray(String[]::new));
  }

  /** The table's rows of keys whose events, each once, are these. */
  Dataset<Row> rows(Dataset<Row> events) {
    Dataset<Row> filled = ignoreNulls ? filled(events) : events;
    return versioned ? versions(filled) : newest(filled);
  }

  /**
   * The events that must be kept so that with any others the table comes out as from all: all of
   * them for versions; else the last deletion, and for each column that nulls keep the last event
   * with a value, and the newest.
   */
  Dataset<Row> needed(Dataset<Row> events) {
    if (versioned) {
      return events;
    }
    WindowSpec key = Window.partitionBy(quoted(keys));
    Dataset<Row> numbered = lives(events).withColumn(POSITION, row_number().over(ordered(key)));
    Column needed = col(DELETED);
    if (ignoreNulls) {
      needed = needed.or(col(POSITION).equalTo(max(col(POSITION)).over(key)));
      for (String name : values(events.schema())) {
        Column known = when(SilverColumns.quoted(name).isNotNull(), col(POSITION));
        // Positions of earlier lives don't count, but none of this life is before them.
        needed = needed.or(col(POSITION).eqNullSafe(max(known).over(key)));
      }
    }
    return numbered
        .withColumn(NEEDED, needed.and(col(LIFE).equalTo(max(col(LIFE)).over(key))))
        .filter(col(NEEDED))
        .drop(NEEDED, LIFE, POSITION);
  }

  /** A null takes the value of the event before it, back to the last deletion. */
  private Dataset<Row> filled(Dataset<Row> events) {
    Dataset<Row> lives = lives(events);
    WindowSpec life = untilNow(ordered(Window.partitionBy(quoted(with(keys, LIFE)))));
    Map<String, Column> values = new LinkedHashMap<>();
    for (String name : values(events.schema())) {
      values.put(name, last(SilverColumns.quoted(name), true).over(life));
    }
    List<Column> columns = new ArrayList<>();
    for (String name : events.columns()) {
      columns.add(values.getOrDefault(name, SilverColumns.quoted(name)).as(name));
    }
    return lives.select(columns.toArray(Column[]::new));
  }

  /** Events with the number of deletions up to them, which begin a new life of their key. */
  private Dataset<Row> lives(Dataset<Row> events) {
    return events.withColumn(
        LIFE,
        sum(col(DELETED).cast("int")).over(untilNow(ordered(Window.partitionBy(quoted(keys))))));
  }

  private Dataset<Row> newest(Dataset<Row> events) {
    WindowSpec order = ordered(Window.partitionBy(quoted(keys)));
    return table(
        events.withColumn(NEXT, lead(lit(true), 1).over(order)).filter(col(NEXT).isNull()));
  }

  private Dataset<Row> versions(Dataset<Row> events) {
    WindowSpec order = ordered(Window.partitionBy(quoted(keys)));
    Column sequence = struct(SilverColumns.quoted(sequenceBy).as("value"));
    Dataset<Row> valid =
        events
            .withColumn(NEXT, lead(sequence, 1).over(order))
            .filter(col(NEXT).isNull().or(not(col(NEXT).eqNullSafe(sequence))));
    Column content = content(events.schema());
    Dataset<Row> changes =
        valid
            .withColumn(BEFORE, lag(content, 1).over(order))
            .filter(col(BEFORE).isNull().or(not(col(BEFORE).eqNullSafe(content))));
    Dataset<Row> spans =
        changes
            .withColumn(VALID_FROM, SilverColumns.quoted(sequenceBy))
            .withColumn(VALID_TO, lead(SilverColumns.quoted(sequenceBy), 1).over(order))
            .withColumn(IS_CURRENT, lead(lit(true), 1).over(order).isNull());
    return table(spans);
  }

  /** What makes a version another than the one before it. */
  private Column content(StructType schema) {
    Stream<Column> values =
        Arrays.stream(schema.fields())
            .filter(field -> isValue(field.name()))
            .map(field -> NewestRow.hashable(field, SilverColumns.quoted(field.name())));
    return struct(Stream.concat(Stream.of(col(DELETED)), values).toArray(Column[]::new));
  }

  private Dataset<Row> table(Dataset<Row> events) {
    Dataset<Row> rows = events.filter(not(col(DELETED))).drop(DELETED, TIE, NEXT, BEFORE);
    return isHelper(sequenceBy) ? rows.drop(sequenceBy) : rows;
  }

  private WindowSpec ordered(WindowSpec partition) {
    return partition.orderBy(
        SilverColumns.quoted(sequenceBy).asc_nulls_first(), col(DELETED).asc(), col(TIE).asc());
  }

  private static WindowSpec untilNow(WindowSpec order) {
    return order.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
  }

  private List<String> values(StructType schema) {
    return Arrays.stream(schema.fieldNames()).filter(this::isValue).toList();
  }

  private boolean isValue(String column) {
    return !isHelper(column)
        && !column.equalsIgnoreCase(sequenceBy)
        && keys.stream().noneMatch(column::equalsIgnoreCase);
  }

  private static boolean isHelper(String column) {
    return column.startsWith("_lh_");
  }

  private static Column[] quoted(List<String> names) {
    return names.stream().map(SilverColumns::quoted).toArray(Column[]::new);
  }

  private static List<String> with(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }
}
