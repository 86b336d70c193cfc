package dev.lakehouse.spark.bronze.http;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import dev.lakehouse.spark.bronze.records.TextForms;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Records of an HTTP API into a bronze table. With a high-water field, each version of a record
 * comes once: what the API gives again, within a read or from one to the next, is known by its
 * hash. Without, all records come each time, each once.
 */
public final class HttpStep implements StepRunner<Step.Http> {
  private static final String INGESTED_AT = "_ingested_at";

  @Override
  public StepResult run(StepContext context, Step.Http step) {
    LakeTable table = context.table(step.output());
    TableState target = table.state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, table, target));
  }

  private static StepResult attempt(
      StepContext context, Step.Http step, LakeTable table, TableState target) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), target.sequence());
    boolean again = context.run().backfill().isPresent();
    if (again && !target.exists()) {
      return StepResult.nothingNew(
          null, null, "there is no table yet: its first read brings all there is");
    }
    boolean replace = context.refreshes(step.output());
    Optional<String> reached = replace ? Optional.empty() : reached(step, table, target);
    Optional<MarkRange> range = range(context, step, reached);
    Reading reading = reading(context, step);
    try (Spool spool = Spool.create()) {
      reading.into(spool, range.flatMap(MarkRange::from));
      Dataset<Row> read = spool.rows(context.session()).dropDuplicates(Spool.HASH);
      Dataset<Row> fresh = replace ? read : fresh(read, range, table, target);
      if (spool.isEmpty() || (fresh.isEmpty() && !replace)) {
        return StepResult.nothingNew(
            target.exists() ? target.version() : null,
            null,
            "no new record at " + step.read().path());
      }
      CommitNote note =
          CommitNote.of(sequence, step.id(), context.hash(step), Map.of(), Map.of())
              .withCursor(again ? reached.orElse(null) : newest(step, reached, reading.greatest()));
      Dataset<Row> rows =
          RecordColumns.of(fresh, types(step, target, fresh), TextForms.ISO, Spool.HASH, Spool.MARK)
              .withColumn(INGESTED_AT, lit(context.now()));
      var writer = context.writer(table);
      return EarlierAttempt.result(
          replace
              ? writer.overwrite(target, rows, note, FileLayout.NONE)
              : writer.append(target, rows, note, FileLayout.NONE));
    }
  }

  private static Map<String, DataType> types(
      Step.Http step, TableState target, Dataset<Row> fresh) {
    return step.columns().isEmpty()
        ? RecordColumns.withFields(
            List.of(),
            Set.of(Spool.HASH, Spool.MARK, INGESTED_AT),
            target,
            RecordColumns.fieldsOf(fresh))
        : RecordColumns.declared(step.columns());
  }

  private static Reading reading(StepContext context, Step.Http step) {
    PlanConnection named = context.run().plan().connection(step.connection());
    if (!(named instanceof PlanConnection.Http connection)) {
      throw StepFailure.of(
          FailureReason.PLAN_INVALID,
          "Connection '%s' is no HTTP API, %s can't be read from it. Name an http connection."
              .formatted(step.connection(), step.output()));
    }
    ApiClient client =
        new ApiClient(
            connection, step.read(), context.run().settings(), context.run().clock(), Waits.REAL);
    return new Reading(client, connection, step);
  }

  /** The high-water value of the newest commit, or, when its log entry is gone, of the rows. */
  private static Optional<String> reached(Step.Http step, LakeTable table, TableState target) {
    if (step.read().incremental() == null) {
      return Optional.empty();
    }
    if (target.note().isPresent() || !target.hasColumn(Spool.MARK)) {
      return target.note().map(CommitNote::cursor);
    }
    return MarkRange.greatest(step.read().incremental(), table.read(target.version()));
  }

  /** What the read is about; empty: everything, each time. */
  private static Optional<MarkRange> range(
      StepContext context, Step.Http step, Optional<String> reached) {
    HttpRead.Incremental incremental = step.read().incremental();
    if (incremental == null) {
      return Optional.empty();
    }
    return context
        .run()
        .backfill()
        .map(window -> MarkRange.of(incremental, window))
        .or(() -> Optional.of(MarkRange.since(incremental, reached)));
  }

  private static String newest(
      Step.Http step, Optional<String> reached, Optional<String> greatest) {
    if (reached.isEmpty() || greatest.isEmpty()) {
      return greatest.or(() -> reached).orElse(null);
    }
    boolean further =
        new Mark(step.read().incremental()).order().compare(greatest.get(), reached.get()) > 0;
    return further ? greatest.get() : reached.get();
  }

  /** What the table does not have yet: an API may give more than it was asked for. */
  private static Dataset<Row> fresh(
      Dataset<Row> read, Optional<MarkRange> range, LakeTable table, TableState target) {
    if (range.isEmpty()) {
      return read;
    }
    Dataset<Row> asked = read.filter(range.get().holds());
    if (!target.hasColumn(Spool.HASH) || !target.hasColumn(Spool.MARK)) {
      return asked;
    }
    Dataset<Row> there =
        table.read(target.version()).filter(range.get().holds()).select(Spool.HASH);
    return asked.join(there, asked.col(Spool.HASH).equalTo(there.col(Spool.HASH)), "left_anti");
  }
}
