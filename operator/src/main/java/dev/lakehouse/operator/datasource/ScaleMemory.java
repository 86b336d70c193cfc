package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.ScalingStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is remembered of a stream's scaling between two decisions; immutable.
 *
 * @param calmSince since when it is read without delay; empty: it isn't
 * @param rowsOfOne rows a minute of one pod under full load; empty: never seen
 * @param nextLook when it is looked at while it sleeps; empty: it is awake
 */
record ScaleMemory(
    int replicas,
    String reason,
    String message,
    Instant lastChange,
    Optional<Instant> calmSince,
    Optional<Long> rowsOfOne,
    Optional<Instant> nextLook) {

  static ScaleMemory of(ScalingStatus status) {
    return new ScaleMemory(
        status.replicas(),
        status.reason(),
        status.message(),
        Instant.parse(status.lastChangeTime()),
        Optional.ofNullable(status.calmSince()).map(Instant::parse),
        Optional.ofNullable(status.rowsPerMinuteOfOne()),
        Optional.ofNullable(status.nextLookTime()).map(Instant::parse));
  }

  ScalingStatus toStatus() {
    return new ScalingStatus(
        replicas,
        reason,
        message,
        text(lastChange),
        calmSince.map(ScaleMemory::text).orElse(null),
        rowsOfOne.orElse(null),
        nextLook.map(ScaleMemory::text).orElse(null));
  }

  /** From now on as many, for that reason; the calm has to last anew. */
  ScaleMemory changed(int to, String why, String words, Instant now) {
    return new ScaleMemory(to, why, words, now, Optional.empty(), rowsOfOne, Optional.empty());
  }

  /** Asleep until then. */
  ScaleMemory asleep(String why, String words, Instant now, Instant look) {
    return new ScaleMemory(0, why, words, now, Optional.empty(), rowsOfOne, Optional.of(look));
  }

  /** As many, for another reason: it is what it waits for that ended. */
  ScaleMemory because(String why, String words) {
    return new ScaleMemory(replicas, why, words, lastChange, calmSince, rowsOfOne, nextLook);
  }

  ScaleMemory calm(Instant since) {
    return new ScaleMemory(
        replicas, reason, message, lastChange, Optional.of(since), rowsOfOne, nextLook);
  }

  ScaleMemory notCalm() {
    return new ScaleMemory(
        replicas, reason, message, lastChange, Optional.empty(), rowsOfOne, nextLook);
  }

  ScaleMemory oneMakes(long rows) {
    return new ScaleMemory(
        replicas, reason, message, lastChange, calmSince, Optional.of(rows), nextLook);
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
