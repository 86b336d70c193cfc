package dev.lakehouse.kinesis.table;

import io.delta.kernel.Snapshot;
import io.delta.kernel.Transaction;

/**
 * What replays leave in the logs, as Delta's domain metadata: in both tables how many rows they
 * added or took away, in the bronze table which marks' rows it holds.
 */
final class ReplayDomains {
  private static final String ROWS = "lakehouse.replay";
  private static final String PREFIX = "lakehouse.replay.";

  private ReplayDomains() {}

  /** Rows that replays added; negative: took away. */
  static long rows(Snapshot snapshot) {
    return snapshot.getDomainMetadata(ROWS).map(Long::parseLong).orElse(0L);
  }

  /** Of two transactions that count at once, Delta refuses the second. */
  static void count(Transaction transaction, Snapshot base, long added) {
    transaction.addDomainMetadata(ROWS, Long.toString(rows(base) + added));
  }

  static String ofMark(String mark) {
    return PREFIX + mark;
  }
}
