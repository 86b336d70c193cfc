package dev.lakehouse.operator.benchmark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** When what was seen of each pipeline, by the benchmark's own clock; the first sight counts. */
final class Sightings {
  private final int pipelines;
  private final AtomicLongArray applied;
  private final AtomicLongArray application;
  private final AtomicLongArray finished;
  private final AtomicLongArray ready;
  private final CountDownLatch missing;

  Sightings(int pipelines) {
    this.pipelines = pipelines;
    applied = new AtomicLongArray(pipelines);
    application = new AtomicLongArray(pipelines);
    finished = new AtomicLongArray(pipelines);
    ready = new AtomicLongArray(pipelines);
    missing = new CountDownLatch(pipelines);
  }

  /** Just before the user's request. */
  void applied(int pipeline) {
    applied.set(pipeline, System.nanoTime());
  }

  /** The watch showed its SparkApplication. */
  void application(int pipeline) {
    application.compareAndSet(pipeline, 0, System.nanoTime());
  }

  /** Just before the Spark operator says COMPLETED. */
  void finished(int pipeline) {
    finished.compareAndSet(pipeline, 0, System.nanoTime());
  }

  /** The watch showed it Ready, with a run that succeeded. */
  void ready(int pipeline) {
    if (ready.compareAndSet(pipeline, 0, System.nanoTime())) {
      missing.countDown();
    }
  }

  /** Whether all became ready in time. */
  boolean awaitReady(long seconds) throws InterruptedException {
    return missing.await(seconds, TimeUnit.SECONDS);
  }

  long missing() {
    return missing.getCount();
  }

  /** From the first apply until the last pipeline was ready. */
  long nanos() {
    return all(ready).max().orElseThrow() - all(applied).min().orElseThrow();
  }

  /** From the first apply until the last one had been sent. */
  long nanosApplying() {
    return all(applied).max().orElseThrow() - all(applied).min().orElseThrow();
  }

  Percentiles appliedToApplication() {
    return between(applied, application);
  }

  Percentiles finishedToReady() {
    return between(finished, ready);
  }

  private Percentiles between(AtomicLongArray from, AtomicLongArray to) {
    return Percentiles.of(IntStream.range(0, pipelines).mapToLong(i -> to.get(i) - from.get(i)));
  }

  private LongStream all(AtomicLongArray times) {
    return IntStream.range(0, pipelines).mapToLong(times::get);
  }
}
