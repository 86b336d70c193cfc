package dev.lakehouse.spark;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.SchemaProgress;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.delta.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a batch ingestion tells its DataSource. */
final class IngestionReport {
  private static final Logger LOG = LoggerFactory.getLogger(IngestionReport.class);
  private static final String RESCUED = "_rescued";
  private static final String DEAD = "dead";

  private IngestionReport() {}

  /** The report on the bronze table that the plan fills; empty when the plan is no ingestion. */
  static Optional<IngestionStatus> of(
      SparkSession spark, RunContext run, List<StepStatus> statuses, Optional<Failure> failure) {
    if (run.plan().steps().size() != 1 || !ingests(run.plan().steps().get(0))) {
      return Optional.empty();
    }
    String end = end(statuses.get(0), run);
    try {
      TableName name = TableName.of(run.plan().steps().get(0).id());
      LakeTable table = LakeTable.of(spark, run.plan().lake().root(), name);
      LakeTable dead = LakeTable.of(spark, run.plan().lake().root(), name.sibling(DEAD));
      return Optional.of(report(table, table.state(), rows(dead, dead.state()), end, failure));
    } catch (RuntimeException e) {
      LOG.warn("the bronze table can't be looked at for the report", e);
      return Optional.of(report(null, null, null, end, failure));
    }
  }

  private static boolean ingests(Step step) {
    return step instanceof Step.Files || step instanceof Step.Jdbc || step instanceof Step.Http;
  }

  private static String end(StepStatus status, RunContext run) {
    return status.startTime() == null || status.durationMillis() == null
        ? run.clock().instant().toString()
        : Instant.parse(status.startTime()).plusMillis(status.durationMillis()).toString();
  }

  private static Long rows(LakeTable table, TableState state) {
    return state.exists() ? table.read(state.version()).count() : 0;
  }

  private static SchemaProgress schema(LakeTable table, TableState state) {
    Long rescued =
        state.hasColumn(RESCUED)
            ? (Long) table.read(state.version()).filter(RESCUED + " IS NOT NULL").count()
            : null;
    SchemaProgress known =
        state.note().map(CommitNote::schema).orElse(new SchemaProgress(null, null, null));
    return rescued == null && known.version() == null ? null : known.withRescued(rescued);
  }

  /** Upkeep and notes without rows make no table newer. */
  private static String lastRows(LakeTable table, TableState state) {
    return table
        .committedAt(Rewrites.made(table, state.version()))
        .orElseGet(() -> Instant.ofEpochMilli(state.snapshot().timestamp()))
        .toString();
  }

  private static IngestionStatus report(
      LakeTable table, TableState state, Long dead, String end, Optional<Failure> failure) {
    boolean exists = state != null && state.exists();
    return new IngestionStatus(
        exists ? (Long) state.version() : null,
        exists ? rows(table, state) : null,
        dead,
        exists ? lastRows(table, state) : null,
        failure.isEmpty() ? end : null,
        null,
        null,
        null,
        failure.map(why -> why.reason().label()).orElse(null),
        failure.map(Failure::message).orElse(null),
        null,
        exists ? schema(table, state) : null);
  }
}
