package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.delta.ChangedRows;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableWriter;
import dev.lakehouse.spark.quality.CheckedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The changes of a table that is merged itself, deletions among them, into a silver table. */
final class ChangeFeedWrite {
  private final SilverAttempt attempt;
  private final StepContext context;
  private final Step.Silver step;
  private final LakeTable table;

  ChangeFeedWrite(SilverAttempt attempt) {
    this.attempt = attempt;
    this.context = attempt.context();
    this.step = attempt.step();
    this.table = context.table(step.output());
  }

  /** What happened to the input after {@code watermark}; all of it where that can't be told. */
  StepResult write(LakeTable input, Optional<Long> watermark, long pinned) {
    if (watermark.isPresent() && attempt.target().exists()) {
      try {
        Dataset<Row> signed =
            watermark.get() == pinned
                ? all(input, pinned).limit(0)
                : projected(
                    ChangedRows.between(context.session(), input, watermark.get(), pinned).rows());
        if (!HistoryWrite.addsColumns(attempt.target(), signed)) {
          return write(signed, false);
        }
      } catch (ChangedRows.Unknown why) {
        return anew()
            .write(all(input, pinned), true)
            .withMessage("all of %s was read: %s".formatted(step.from(), why.getMessage()));
      }
    }
    return anew().write(all(input, pinned), true);
  }

  private ChangeFeedWrite anew() {
    return new ChangeFeedWrite(attempt.forgettingReleases());
  }

  private Dataset<Row> all(LakeTable input, long pinned) {
    return projected(input.read(pinned).withColumn(ChangedRows.SIGN, lit(1)));
  }

  private Dataset<Row> projected(Dataset<Row> signed) {
    List<String> helpers = new ArrayList<>(List.of(ChangedRows.SIGN));
    if (attempt.quarantines()) {
      helpers.add(Originals.HELPER);
    }
    return attempt.projected(signed, helpers);
  }

  private StepResult write(Dataset<Row> signed, boolean whole) {
    FollowedQuarantine quarantine = new FollowedQuarantine(attempt, Optional.empty());
    CheckedRows.Use use = new CheckedRows.Use(step.keys(), lit(false), whole, whole);
    try (ChangeFeed feed = new ChangeFeed(step, signed);
        CheckedRows checked = attempt.onTheWay(feed.rows(), use)) {
      Dataset<Row> kept =
          checked.written(
              let -> quarantine.withReleased(let, checked, feed.changedKeys(), List.of()));
      if (checked.hasTableChecks()) {
        checked.checkTable(
            whole ? kept : others(current(), feed).unionByName(kept, true), attempt::reference);
      }
      UnaryOperator<CommitNote> audit =
          written -> {
            CommitNote last = attempt.last(checked.audited(written));
            quarantine.keepRefused(checked, feed.changedKeys(), whole);
            return last;
          };
      TableWriter writer = context.writer(table);
      return SilverAttempt.told(
          whole
              ? writer
                  .auditedBy(audit)
                  .overwrite(attempt.target(), kept, attempt.note(), FileLayout.of(step))
              : new KeyReplacement(writer, step.keys())
                  .commit(
                      attempt.target(),
                      kept,
                      HistoryWrite.gone(feed.changedKeys(), kept, step.keys()),
                      audit.apply(attempt.note())));
    }
  }

  private Dataset<Row> current() {
    return table.read(attempt.target().version());
  }

  private Dataset<Row> others(Dataset<Row> rows, ChangeFeed feed) {
    return HistoryWrite.ofKeys(rows, feed.changedKeys(), step.keys(), "left_anti");
  }
}
