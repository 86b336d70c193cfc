package dev.lakehouse.spark.upkeep;

import dev.lakehouse.spark.delta.TableState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * How long files of a table stay: what was asked, or longer when a table made from it has not read
 * them yet. Pure but for the table's own setting.
 *
 * @param heldBack why nothing may be deleted; empty: files older than {@code time} may
 */
record Retention(Duration time, Optional<String> heldBack) {
  /** A file is given up some time before the commit that says so. */
  static final Duration MARGIN = Duration.ofHours(3);

  static Retention of(Duration asked, Optional<Readers.Late> late, TableState table, Instant now) {
    return of(
        asked,
        late,
        Duration.ofMillis(DeltaLog.tombstoneRetentionMillis(table.snapshot().metadata())),
        now);
  }

  /**
   * @param remembered how long Delta's log remembers which files were given up: what it has
   *     forgotten can't be told from rubbish, so nothing is deleted for a reader further behind
   */
  static Retention of(
      Duration asked, Optional<Readers.Late> late, Duration remembered, Instant now) {
    if (late.isEmpty()) {
      return new Retention(asked, Optional.empty());
    }
    Duration needed = Duration.between(late.get().since(), now).plus(MARGIN);
    if (needed.compareTo(asked) <= 0) {
      return new Retention(asked, Optional.empty());
    }
    return needed.compareTo(remembered) <= 0
        ? new Retention(needed, Optional.empty())
        : new Retention(needed, Optional.of(why(late.get())));
  }

  private static String why(Readers.Late late) {
    return "%s has read up to version %d only, of %s; run what makes it, or drop the table if nobody does"
        .formatted(late.reader(), late.version(), late.since().truncatedTo(ChronoUnit.SECONDS));
  }
}
