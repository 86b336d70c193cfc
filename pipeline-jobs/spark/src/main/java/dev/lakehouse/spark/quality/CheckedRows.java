package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows on their way into a table, sorted by its expectations. Rows are computed once: rules are
 * asked while the rows are written, or while they are kept for what needs them again. Close it when
 * the commit is made.
 */
public final class CheckedRows implements AutoCloseable {
  /** Names of the rules that a quarantined row violates. */
  public static final String RULES_COLUMN = "_rules";

  /**
   * What becomes of the rows.
   *
   * @param uniqueByMaking columns of which the step itself keeps one row; empty: none
   * @param exempt whether a row is not asked, but let in as it is
   * @param writtenOnce whether they are written as {@link #written} gives them, and nothing else
   * @param whole whether they are all rows of the table
   */
  public record Use(
      List<String> uniqueByMaking, Column exempt, boolean writtenOnce, boolean whole) {
    /** All rows of the table, as they are. */
    public static final Use WHOLE_TABLE = new Use(List.of(), lit(false), true, true);
  }

  private enum When {
    /** Before anything is done with the rows, which are kept for that. */
    BEFORE,
    /** While what is made of the rows is kept. */
    WHILE_KEPT,
    /** While the rows are written. */
    WHILE_WRITTEN
  }

  private final Surroundings surroundings;
  private final TableName table;
  private final List<Expectation> expectations;
  private final RowChecks rowChecks;
  private final TableChecks tableChecks;
  private final Dataset<Row> tagged;
  private final When when;
  private final OnTheWay onTheWay;
  private final List<ExpectationResult> results = new ArrayList<>();

  /** What {@link #written} gave; null before. */
  private Dataset<Row> made;

  private CheckedRows(
      Surroundings surroundings,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations,
      Use use,
      boolean before) {
    this.surroundings = surroundings;
    this.table = table;
    this.expectations = expectations;
    this.rowChecks = RowChecks.of(expectations, use.exempt());
    this.tableChecks = TableChecks.of(expectations, use.uniqueByMaking());
    this.tagged = rowChecks.tag(rows);
    this.when = before ? When.BEFORE : when(use);
    this.onTheWay = new OnTheWay(rowChecks, tableChecks, tagged);
  }

  /** Refused rows are computed a second time, if there are any: that must give the same. */
  private When when(Use use) {
    if (rowChecks.quarantines() && !Repeatable.is(tagged)) {
      return When.BEFORE;
    }
    boolean measured = tableChecks.isEmpty() || (use.whole() && tableChecks.needMeasuresOnly());
    return use.writtenOnce() && measured ? When.WHILE_WRITTEN : When.WHILE_KEPT;
  }

  /**
   * Checks each row at once, for rows that are needed several times.
   *
   * @param target the table before the step
   * @param uniqueByMaking columns of which the step itself keeps one row; empty: none
   * @throws dev.lakehouse.spark.StepFailure when a row violates an expectation with action Fail
   */
  public static CheckedRows check(
      StepContext context,
      TableState target,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations,
      List<String> uniqueByMaking) {
    Use use = new Use(uniqueByMaking, lit(false), false, false);
    return before(context, target, table, rows, expectations, use);
  }

  /** The same for rows of which some may be exempt. */
  public static CheckedRows before(
      StepContext context,
      TableState target,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations,
      Use use) {
    Surroundings surroundings = Surroundings.of(context, table, target);
    return new CheckedRows(surroundings, table, rows, expectations, use, true).checkedBefore();
  }

  /**
   * Rows that are checked on their way: take them by {@link #written}, and write them by a writer
   * that is audited by {@link #audited}.
   *
   * @param target the table before the step
   */
  public static CheckedRows onTheWay(
      StepContext context,
      TableState target,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations,
      Use use) {
    Surroundings surroundings = Surroundings.of(context, table, target);
    CheckedRows checked = new CheckedRows(surroundings, table, rows, expectations, use, false);
    return checked.when == When.BEFORE ? checked.checkedBefore() : checked;
  }

  private CheckedRows checkedBefore() {
    try {
      if (!expectations.isEmpty()) {
        tagged.persist(StorageLevel.MEMORY_AND_DISK());
      }
      add(rowChecks.evaluate(tagged));
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(List<ExpectationResult> more) {
    results.addAll(more);
    Results.requireNoFailure(table, expectations, results());
  }

  /**
   * What {@code making} makes of the rows that are let in, each of which it uses once.
   *
   * @throws dev.lakehouse.spark.StepFailure when a row violates an expectation with action Fail,
   *     unless that turns out while they are written
   */
  public Dataset<Row> written(UnaryOperator<Dataset<Row>> making) {
    made = making.apply(when == When.BEFORE ? rowChecks.kept(tagged) : onTheWay.kept());
    if (when == When.WHILE_WRITTEN) {
      return onTheWay.measured(made);
    }
    if (when == When.WHILE_KEPT && !expectations.isEmpty()) {
      made.persist(StorageLevel.MEMORY_AND_DISK());
      if (!rowChecks.isEmpty()) {
        made.count();
        add(onTheWay.ofRows());
      }
    }
    return made;
  }

  /**
   * The note to commit the rows with, when they are written.
   *
   * @throws dev.lakehouse.spark.StepFailure when an expectation with action Fail is not met
   */
  public CommitNote audited(CommitNote note) {
    if (when == When.WHILE_WRITTEN) {
      results.addAll(onTheWay.ofRows());
      add(onTheWay.ofTable(made, surroundings));
    }
    return note.withExpectations(results());
  }

  /** The rows that are let in, where they are checked already. */
  public Dataset<Row> kept() {
    return rowChecks.kept(tagged);
  }

  /** The rows that go to quarantine, with {@link #RULES_COLUMN}. */
  public Dataset<Row> quarantined() {
    return rowChecks.quarantined(tagged, RULES_COLUMN);
  }

  /** Whether any row goes to quarantine; known when rows are checked. */
  public boolean anyQuarantined() {
    return results.stream().anyMatch(r -> r.action().equals("Quarantine") && r.violations() > 0);
  }

  /** Whether the table has a quarantine. */
  public boolean quarantines() {
    return rowChecks.quarantines();
  }

  /** Whether there are expectations about the table as a whole that {@link #checkTable} is for. */
  public boolean hasTableChecks() {
    return when != When.WHILE_WRITTEN && !tableChecks.isEmpty();
  }

  /**
   * Checks the table as it will be.
   *
   * @throws dev.lakehouse.spark.StepFailure when an expectation with action Fail is not met
   */
  public void checkTable(Dataset<Row> result, Function<TableName, Dataset<Row>> otherTables) {
    add(tableChecks.evaluate(result, otherTables, surroundings));
  }

  /** How each expectation came out, in the order of the spec. */
  public List<ExpectationResult> results() {
    Map<String, ExpectationResult> byName =
        results.stream()
            .collect(Collectors.toMap(ExpectationResult::name, Function.identity(), (a, b) -> a));
    return expectations.stream()
        .map(Expectation::name)
        .filter(byName::containsKey)
        .map(byName::get)
        .filter(CheckedRows::isTold)
        .toList();
  }

  /** Rules that nobody wrote, whose names nobody can write, are told of when they are violated. */
  private static boolean isTold(ExpectationResult result) {
    return !result.name().contains("(") || result.violations() > 0;
  }

  @Override
  public void close() {
    if (expectations.isEmpty()) {
      return;
    }
    if (when == When.BEFORE) {
      tagged.unpersist();
    } else if (when == When.WHILE_KEPT && made != null) {
      made.unpersist();
    }
  }
}
