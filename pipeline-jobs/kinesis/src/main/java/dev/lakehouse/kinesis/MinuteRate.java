package dev.lakehouse.kinesis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was committed in the last minute. */
final class MinuteRate {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private record Commit(Instant time, long rows, long bytes) {}

  private final Deque<Commit> commits = new ArrayDeque<>();

  void add(Instant time, long rows, long bytes) {
    commits.addLast(new Commit(time, rows, bytes));
  }

  long rows(Instant now) {
    forget(now);
    return commits.stream().mapToLong(Commit::rows).sum();
  }

  long bytes(Instant now) {
    forget(now);
    return commits.stream().mapToLong(Commit::bytes).sum();
  }

  private void forget(Instant now) {
    while (!commits.isEmpty() && commits.getFirst().time().plus(WINDOW).isBefore(now)) {
      commits.removeFirst();
    }
  }
}
