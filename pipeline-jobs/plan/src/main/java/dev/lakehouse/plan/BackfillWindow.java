package dev.lakehouse.plan;

import java.time.Instant;

/**
 * A range of a batch source that is ingested once more: what changed at or after {@code from} and
 * before {@code to}. Both are never null.
 */
public record BackfillWindow(Instant from, Instant to) {
  public BackfillWindow {
    if (from == null || to == null) {
      throw new IllegalArgumentException(
          "a backfill has two ends: give both --backfill-from and --backfill-to");
    }
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "a backfill from %s to %s holds nothing: its end must come after its beginning"
              .formatted(from, to));
    }
  }

  /** Whether that moment is in it. */
  public boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
