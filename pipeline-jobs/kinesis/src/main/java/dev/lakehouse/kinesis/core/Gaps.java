package dev.lakehouse.kinesis.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where retention may have dropped records before they were read; pure. Kinesis does not tell: a
 * read behind a record that is gone goes on, without a word, at the oldest one there is.
 */
public final class Gaps {
  /** The service drops records a little late, and clocks differ. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private Gaps() {}

  /**
   * What the stream may have dropped between the last read and this one.
   *
   * @param readUntil what arrived earlier was read before; null: not known
   * @param retention how long the stream keeps a record; null: not known
   */
  public static Optional<Gap> before(
      Fetched fetched, Instant readUntil, Duration retention, Instant now) {
    if (readUntil == null
        || retention == null
        || !(fetched.from() instanceof Position.After after)) {
      return Optional.empty();
    }
    Instant oldest = now.minus(retention).minus(MARGIN);
    StreamRecord first = fetched.records().isEmpty() ? null : fetched.records().get(0);
    Instant to =
        first != null && first.arrivedAt() != null && first.arrivedAt().isBefore(oldest)
            ? first.arrivedAt()
            : oldest;
    return readUntil.isBefore(to)
        ? Optional.of(
            new Gap(readUntil, to, after.sequence(), first == null ? null : first.sequence()))
        : Optional.empty();
  }

  /** Shards that the stream no longer lists although they were not read to their ends. */
  public static Map<String, Gap> vanished(
      TableState table, Shards shards, Duration retention, Instant now) {
    Map<String, Gap> gaps = new TreeMap<>();
    if (retention == null) {
      return gaps;
    }
    Instant oldest = now.minus(retention).minus(MARGIN);
    table
        .marks()
        .forEach(
            (shard, mark) -> {
              // Younger: only the listing can be wrong.
              if (!mark.ended()
                  && !shards.isListed(shard)
                  && mark.readUntil() != null
                  && mark.readUntil().isBefore(oldest)) {
                gaps.put(shard, new Gap(mark.readUntil(), oldest, mark.sequence(), null));
              }
            });
    return gaps;
  }
}
