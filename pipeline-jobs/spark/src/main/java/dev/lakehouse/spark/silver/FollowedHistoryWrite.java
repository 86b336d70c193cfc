package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.delta.ChangedRows;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.CommitTimes;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.quality.CheckedRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The changes of a table that is merged itself as versions of its rows. A version is valid from the
 * commit to the followed table that made it, to the one that replaced or deleted it; several
 * commits between two runs are several versions.
 *
 * <p>What the followed table was is nowhere else, so the history that is there is never made anew
 * without being asked: where commits can't be followed (their files are gone, the table or the
 * step's declaration is another), what it has now is compared with the versions that are current.
 */
final class FollowedHistoryWrite {
  private final SilverAttempt attempt;
  private final StepContext context;
  private final TableState target;

  FollowedHistoryWrite(SilverAttempt attempt) {
    this.attempt = attempt;
    this.context = attempt.context();
    this.target = attempt.target();
  }

  /** What happened to the input after {@code watermark}; how it is now where that can't be told. */
  StepResult write(LakeTable input, Optional<Long> watermark, long pinned) {
    boolean goesOn = goesOn();
    String why =
        SilverStep.whyAnew(context, attempt.step(), target)
            .orElse("a table that it reads was made anew, or looked up and changed");
    if (goesOn && watermark.isPresent()) {
      try {
        return follow(input, watermark.get(), pinned);
      } catch (ChangedRows.Unknown unknown) {
        why = unknown.getMessage();
      }
    }
    Instant at = asOf();
    Dataset<Row> signed =
        input
            .read(pinned)
            .withColumn(ChangedRows.SIGN, lit(1))
            .withColumn(ChangeFeed.AT, lit(Timestamp.from(at)));
    SilverAttempt anew = attempt.forgettingReleases();
    StepResult result = new FollowedHistoryWrite(anew).write(projected(signed), true, goesOn, at);
    return result.withMessage(
        (goesOn ? "all of %s was compared with the current versions: %s" : "all of %s was read: %s")
            .formatted(attempt.step().from(), why));
  }

  private StepResult follow(LakeTable input, long watermark, long pinned)
      throws ChangedRows.Unknown {
    CommitTimes times = CommitTimes.between(input, watermark, pinned, followedTo());
    Dataset<Row> signed =
        watermark == pinned
            ? input
                .read(pinned)
                .withColumn(ChangedRows.SIGN, lit(1))
                .withColumn(ChangeFeed.AT, lit(null).cast("timestamp"))
                .limit(0)
            : times.stamped(
                context.session(),
                ChangedRows.commits(context.session(), input, watermark, pinned),
                ChangeFeed.AT);
    Instant at = followedTo().isPresent() ? times.last() : CommitTimes.later(times.last(), asOf());
    return write(projected(signed), false, true, at);
  }

  /** Whether there are versions of these keys, and nobody wants them to be forgotten. */
  private boolean goesOn() {
    List<String> needed = new ArrayList<>(attempt.step().keys());
    needed.add(KeyHistory.VALID_FROM);
    return target.exists()
        && !context.refreshes(attempt.step().output())
        && needed.stream().allMatch(this::isThere);
  }

  /** Spark finds columns whatever the case of their names. */
  private boolean isThere(String column) {
    return List.of(target.schema().fieldNames()).stream().anyMatch(column::equalsIgnoreCase);
  }

  private Optional<Instant> followedTo() {
    return target.note().map(CommitNote::cursor).map(Instant::parse);
  }

  /** When the newest of all that is read was committed: rows are as they are since then. */
  private Instant asOf() {
    return attempt.note().inputs().entrySet().stream()
        .flatMap(
            input ->
                context.table(TableName.of(input.getKey())).committedAt(input.getValue()).stream())
        .reduce(followedTo().orElse(Instant.EPOCH), CommitTimes::later);
  }

  private Dataset<Row> projected(Dataset<Row> signed) {
    List<String> helpers = new ArrayList<>(List.of(ChangedRows.SIGN, ChangeFeed.AT));
    if (attempt.quarantines()) {
      helpers.add(Originals.HELPER);
    }
    return attempt.projected(signed, helpers);
  }

  /**
   * @param whole whether these are all rows of the followed table
   * @param goesOn whether versions that are there stay
   * @param at as of when released rows are let in, and what is missing is deleted
   */
  private StepResult write(Dataset<Row> signed, boolean whole, boolean goesOn, Instant at) {
    CheckedRows.Use use = new CheckedRows.Use(List.of(), lit(false), false, false);
    CommitNote note = attempt.note().withCursor(at.toString());
    try (ChangeFeed feed = new ChangeFeed(attempt.step(), signed);
        CheckedRows checked = attempt.onTheWay(feed.rows(), use)) {
      FollowedQuarantine quarantine =
          new FollowedQuarantine(attempt, Optional.of(feed.lastMoments()));
      Dataset<Row> kept =
          checked.written(
              let ->
                  quarantine.withReleased(
                      let,
                      checked,
                      feed.changedKeys(),
                      List.of(lit(Timestamp.from(at)).as(ChangeFeed.AT))));
      try (FollowedHistory history =
          FollowedHistory.of(attempt, goesOn, whole, feed.moments(), kept, at)) {
        if (checked.hasTableChecks()) {
          checked.checkTable(history.result(), attempt::reference);
        }
        CommitNote last = attempt.last(checked.audited(note));
        quarantine.keepRefused(checked, feed.changedKeys(), whole);
        return SilverAttempt.told(history.commit(last));
      }
    }
  }
}
