package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Ingestion;
import java.util.concurrent.atomic.AtomicLong;

/** What this process has done since its start, in Prometheus' text format. */
final class Metrics {
  private final AtomicLong recordsRead = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong millisBehind = new AtomicLong();
  private final AtomicLong shards = new AtomicLong();

  void read(int records) {
    recordsRead.addAndGet(records);
  }

  void committed(Ingestion.Outcome outcome) {
    commits.incrementAndGet();
    rows.addAndGet(outcome.rows());
    bytes.addAndGet(outcome.bytes());
    lost.addAndGet(outcome.lost().size());
  }

  void behind(long millis) {
    millisBehind.set(millis);
  }

  void reading(int count) {
    shards.set(count);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    metric(text, "records_read_total", "counter", recordsRead);
    metric(text, "rows_committed_total", "counter", rows);
    metric(text, "bytes_committed_total", "counter", bytes);
    metric(text, "commits_total", "counter", commits);
    metric(text, "shards_lost_total", "counter", lost);
    metric(text, "millis_behind_latest", "gauge", millisBehind);
    metric(text, "shards", "gauge", shards);
    return text.toString();
  }

  private static void metric(StringBuilder text, String name, String type, AtomicLong value) {
    text.append("# TYPE lakehouse_consumer_%s %s\n".formatted(name, type));
    text.append("lakehouse_consumer_%s %d\n".formatted(name, value.get()));
  }
}
