package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Ingestion;
import java.util.concurrent.atomic.AtomicLong;

/** What this process has done since its start, in Prometheus' text format. */
final class Metrics {
  private final AtomicLong recordsRead = new AtomicLong();
  private final AtomicLong failedReads = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong gaps = new AtomicLong();
  private final AtomicLong gapMillis = new AtomicLong();
  private final AtomicLong millisBehind = new AtomicLong();
  private final AtomicLong shards = new AtomicLong();
  private final AtomicLong stalled = new AtomicLong();

  void read(int records) {
    recordsRead.addAndGet(records);
  }

  void failed() {
    failedReads.incrementAndGet();
  }

  void committed(Ingestion.Outcome outcome) {
    commits.incrementAndGet();
    rows.addAndGet(outcome.rows());
    bytes.addAndGet(outcome.bytes());
    lost.addAndGet(outcome.lost().size());
  }

  void lost(Gap gap) {
    gaps.incrementAndGet();
    gapMillis.addAndGet(gap.length().toMillis());
  }

  void behind(long millis) {
    millisBehind.set(millis);
  }

  void stalled(boolean isStalled) {
    stalled.set(isStalled ? 1 : 0);
  }

  void reading(int count) {
    shards.set(count);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    metric(text, "records_read_total", "counter", recordsRead);
    metric(text, "failed_reads_total", "counter", failedReads);
    metric(text, "rows_committed_total", "counter", rows);
    metric(text, "bytes_committed_total", "counter", bytes);
    metric(text, "commits_total", "counter", commits);
    metric(text, "shards_lost_total", "counter", lost);
    metric(text, "gaps_total", "counter", gaps);
    metric(text, "gap_milliseconds_total", "counter", gapMillis);
    metric(text, "millis_behind_latest", "gauge", millisBehind);
    metric(text, "shards", "gauge", shards);
    metric(text, "stalled", "gauge", stalled);
    return text.toString();
  }

  private static void metric(StringBuilder text, String name, String type, AtomicLong value) {
    text.append("# TYPE lakehouse_consumer_%s %s\n".formatted(name, type));
    text.append("lakehouse_consumer_%s %d\n".formatted(name, value.get()));
  }
}
