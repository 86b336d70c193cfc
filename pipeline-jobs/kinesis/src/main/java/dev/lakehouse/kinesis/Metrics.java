package dev.lakehouse.kinesis;

import java.util.concurrent.atomic.AtomicLong;

/** Counters since the consumer's start, in Prometheus' text format. */
final class Metrics {
  private final AtomicLong recordsRead = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong millisBehind = new AtomicLong();

  void read(int records) {
    recordsRead.addAndGet(records);
  }

  void committed() {
    commits.incrementAndGet();
  }

  void behind(long millis) {
    millisBehind.set(millis);
  }

  String text() {
    return """
        # TYPE lakehouse_consumer_records_read_total counter
        lakehouse_consumer_records_read_total %d
        # TYPE lakehouse_consumer_commits_total counter
        lakehouse_consumer_commits_total %d
        # TYPE lakehouse_consumer_millis_behind_latest gauge
        lakehouse_consumer_millis_behind_latest %d
        """
        .formatted(recordsRead.get(), commits.get(), millisBehind.get());
  }
}
