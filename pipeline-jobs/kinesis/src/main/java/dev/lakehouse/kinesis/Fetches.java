package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.source.StreamSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads of several shards at a time, one at most per shard; their results come one by one. */
final class Fetches implements AutoCloseable {
  private static final int AT_A_TIME = 4;

  /**
   * How a read ended: exactly one of the last two is set.
   *
   * @param shard the shard that was read
   */
  record Result(String shard, Fetched fetched, RuntimeException error) {}

  private final StreamSource source;
  private final ExecutorService threads;
  private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
  private final Set<String> running = new HashSet<>();

  Fetches(StreamSource source) {
    this.source = source;
    this.threads =
        Executors.newFixedThreadPool(
            AT_A_TIME,
            task -> {
              Thread thread = new Thread(task, "fetch");
              thread.setDaemon(true);
              return thread;
            });
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  boolean canStart(String shard) {
    return running.size() < AT_A_TIME && !running.contains(shard);
  }

  void start(String shard, Position from, int maxRecords) {
    running.add(shard);
    threads.execute(() -> results.add(read(shard, from, maxRecords)));
  }

  private Result read(String shard, Position from, int maxRecords) {
    try {
      return new Result(shard, source.read(shard, from, maxRecords), null);
    } catch (RuntimeException e) {
      return new Result(shard, null, e);
    }
  }

  /** The next result, or null when there was none in that time. */
  Result next(Duration wait) throws InterruptedException {
    Result result = results.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (result != null) {
      running.remove(result.shard());
    }
    return result;
  }

  /** Results of reads that still run are dropped. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
