package dev.lakehouse.spark.quality;

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
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows on their way into a table, sorted by its expectations. Keeps them cached where several
 * passes need them; close it when the commit is made.
 */
public final class CheckedRows implements AutoCloseable {
  /** Names of the rules that a quarantined row violates. */
  public static final String RULES_COLUMN = "_rules";

  private final Surroundings surroundings;
  private final TableName table;
  private final List<Expectation> expectations;
  private final RowChecks rowChecks;
  private final TableChecks tableChecks;
  private final Dataset<Row> tagged;

  /** Null: the rows are checked before they are written. */
  private final OnTheWay onTheWay;

  private final List<ExpectationResult> results = new ArrayList<>();

  private CheckedRows(
      Surroundings surroundings,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations,
      List<String> uniqueByMaking,
      boolean writtenOnce) {
    this.surroundings = surroundings;
    this.table = table;
    this.expectations = expectations;
    this.rowChecks = RowChecks.of(expectations);
    this.tableChecks = TableChecks.of(expectations, uniqueByMaking);
    this.tagged = rowChecks.tag(rows);
    boolean single = writtenOnce && !rowChecks.quarantines() && tableChecks.needMeasuresOnly();
    this.onTheWay = single ? new OnTheWay(rowChecks, tableChecks, tagged) : null;
    if (!expectations.isEmpty() && onTheWay == null) {
      tagged.persist(StorageLevel.MEMORY_AND_DISK());
    }
  }

  /**
   * Checks each row.
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
    CheckedRows checked =
        new CheckedRows(
            Surroundings.of(context, table, target),
            table,
            rows,
            expectations,
            uniqueByMaking,
            false);
    try {
      checked.results.addAll(checked.rowChecks.evaluate(checked.tagged));
      Results.requireNoFailure(table, expectations, checked.results());
      return checked;
    } catch (RuntimeException e) {
      checked.close();
      throw e;
    }
  }

  /**
   * Rows that are written once and straight away: where neither a quarantine nor an expectation
   * needs them a second time they are checked while they are written, and {@link #audited} tells.
   * They must be written by a writer that is audited so.
   */
  public static CheckedRows whileWritten(
      StepContext context,
      TableState target,
      TableName table,
      Dataset<Row> rows,
      List<Expectation> expectations) {
    if (!expectations.isEmpty()) {
      CheckedRows checked =
          new CheckedRows(
              Surroundings.of(context, table, target), table, rows, expectations, List.of(), true);
      if (checked.onTheWay != null) {
        return checked;
      }
      checked.close();
    }
    return check(context, target, table, rows, expectations, List.of());
  }

  /**
   * The note to commit the rows with, when they are written.
   *
   * @throws dev.lakehouse.spark.StepFailure when an expectation with action Fail is not met
   */
  public CommitNote audited(CommitNote note) {
    if (onTheWay != null) {
      results.addAll(onTheWay.results(surroundings));
      Results.requireNoFailure(table, expectations, results());
    }
    return note.withExpectations(results());
  }

  /** The rows that are let in. */
  public Dataset<Row> kept() {
    return onTheWay == null ? rowChecks.kept(tagged) : onTheWay.kept();
  }

  /** The rows that go to quarantine, with {@link #RULES_COLUMN}. */
  public Dataset<Row> quarantined() {
    return rowChecks.quarantined(tagged, RULES_COLUMN);
  }

  /** Whether any row goes to quarantine. */
  public boolean anyQuarantined() {
    return results.stream().anyMatch(r -> r.action().equals("Quarantine") && r.violations() > 0);
  }

  /** Whether the table has a quarantine. */
  public boolean quarantines() {
    return rowChecks.quarantines();
  }

  /** Whether there are expectations about the table as a whole that {@link #checkTable} is for. */
  public boolean hasTableChecks() {
    return onTheWay == null && !tableChecks.isEmpty();
  }

  /**
   * Checks the table as it will be.
   *
   * @throws dev.lakehouse.spark.StepFailure when an expectation with action Fail is not met
   */
  public void checkTable(Dataset<Row> result, Function<TableName, Dataset<Row>> otherTables) {
    results.addAll(tableChecks.evaluate(result, otherTables, surroundings));
    Results.requireNoFailure(table, expectations, results());
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
    if (!expectations.isEmpty() && onTheWay == null) {
      tagged.unpersist();
    }
  }
}
