package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.col;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.ledger.BatchEntry;
import dev.lakehouse.spark.ledger.Ledger;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;

/**
 * {@code <root>/_lakehouse/quality}: how each expectation of each table came out in each run, one
 * row an expectation. It outlives runs, tables and pipelines, and is the history that relative
 * expectations compare with.
 */
public final class QualityLedger {
  private static final String NAME = "quality";
  private static final int HISTORY = 1000;
  private static final String SCHEMA =
      "kind string, namespace string, owner string, run string, sequence bigint, table string,"
          + " version bigint, expectation string, action string, met boolean, violations bigint,"
          + " rows bigint, passed_share double, observed double, detail string,"
          + " description string, contact string, recorded_at timestamp";

  private QualityLedger() {}

  /**
   * Keeps what the steps' expectations came to; each step's once a run, however many attempts it
   * took. A failed step is kept once for each attempt: the next may come out otherwise.
   *
   * @param runName the LakehouseRun; null: a job without one
   * @param attempt null: a job without a run
   */
  public static void record(
      SparkSession session,
      RunContext run,
      String runName,
      Integer attempt,
      List<StepStatus> steps) {
    record(session, run, runName, attempt, List.of(new BatchEntry(run.sequence(), steps)));
  }

  /** The same of several micro-batches, in one commit. */
  public static void record(
      SparkSession session,
      RunContext run,
      String runName,
      Integer attempt,
      Collection<BatchEntry> batches) {
    List<BatchEntry> entries = List.copyOf(batches);
    Map<String, Step> planned =
        run.plan().steps().stream().collect(Collectors.toMap(Step::id, Function.identity()));
    String root = run.ledgers();
    Long first = entries.get(0).number();
    Set<String> known =
        attempt == null || attempt == 1 || first == null
            ? Set.of()
            : known(session, root, run.plan().owner(), first);
    List<Row> rows = new ArrayList<>();
    for (BatchEntry entry : entries) {
      entry.steps().stream()
          .filter(step -> step.expectations() != null && !known.contains(key(step)))
          .map(step -> rows(run, runName, entry.number(), step, terms(planned.get(step.name()))))
          .forEach(rows::addAll);
    }
    RunPlan.PlanOwner owner = run.plan().owner();
    String which = BatchEntry.name(entries, attempt);
    Ledger.of(session, root, NAME)
        .append(
            String.join("/", owner.kind(), owner.namespace(), owner.name(), which),
            rows,
            StructType.fromDDL(SCHEMA));
  }

  private static String key(StepStatus step) {
    return step.name() + "@" + step.version();
  }

  /** What earlier attempts of the run have kept. */
  private static Set<String> known(
      SparkSession session, String root, RunPlan.PlanOwner owner, long number) {
    return read(session, root)
        .map(
            ledger ->
                ledger
                    .filter(
                        col("kind")
                            .equalTo(owner.kind())
                            .and(col("namespace").equalTo(owner.namespace()))
                            .and(col("owner").equalTo(owner.name()))
                            .and(col("sequence").equalTo(number))
                            .and(col("version").isNotNull()))
                    .select("table", "version")
                    .distinct()
                    .collectAsList()
                    .stream()
                    .map(row -> row.getString(0) + "@" + row.getLong(1))
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static Optional<Dataset<Row>> read(SparkSession session, String root) {
    String path = Ledger.of(session, root, NAME).path();
    return DeltaLog.forTable(session, new Path(path)).tableExists()
        ? Optional.of(session.read().format("delta").load(path))
        : Optional.empty();
  }

  private static Map<String, ExpectationTerms> terms(Step step) {
    List<Expectation> expectations =
        step instanceof Step.Silver silver
            ? silver.expectations()
            : step instanceof Step.Gold gold ? gold.expectations() : List.of();
    return expectations.stream()
        .collect(Collectors.toMap(Expectation::name, ExpectationTerms::of, (a, b) -> a));
  }

  private static List<Row> rows(
      RunContext run,
      String runName,
      Long number,
      StepStatus step,
      Map<String, ExpectationTerms> terms) {
    RunPlan.PlanOwner owner = run.plan().owner();
    Timestamp now = Timestamp.from(run.clock().instant());
    List<Row> rows = new ArrayList<>();
    for (ExpectationResult result : step.expectations()) {
      ExpectationTerms said = terms.getOrDefault(result.name(), ExpectationTerms.NONE);
      rows.add(
          RowFactory.create(
              owner.kind(),
              owner.namespace(),
              owner.name(),
              runName,
              number,
              step.name(),
              step.version(),
              result.name(),
              result.action(),
              result.met(),
              result.violations(),
              result.rows(),
              passedShare(result),
              result.observed(),
              result.detail(),
              said.description(),
              said.owner(),
              now));
    }
    return rows;
  }

  private static Double passedShare(ExpectationResult result) {
    if (result.rows() == null) {
      return null;
    }
    return result.rows() == 0
        ? 1.0
        : (double) (result.rows() - result.violations()) / result.rows();
  }

  /** What the expectation observed at commits to the table, newest first. */
  static List<HistoryPoint> history(
      SparkSession session, String root, TableName table, String expectation) {
    Optional<Dataset<Row>> ledger = read(session, root);
    if (ledger.isEmpty()) {
      return List.of();
    }
    return ledger
        .get()
        .filter(
            col("table")
                .equalTo(table.toString())
                .and(col("expectation").equalTo(expectation))
                .and(col("version").isNotNull())
                .and(col("observed").isNotNull()))
        .orderBy(col("recorded_at").desc())
        .limit(HISTORY)
        .select("recorded_at", "observed")
        .collectAsList()
        .stream()
        .map(row -> new HistoryPoint(row.getTimestamp(0).toInstant(), row.getDouble(1)))
        .toList();
  }
}
