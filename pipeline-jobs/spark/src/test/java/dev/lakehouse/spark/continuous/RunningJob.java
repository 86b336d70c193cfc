package dev.lakehouse.spark.continuous;

import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.StepRunners;
import dev.lakehouse.spark.TestLake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A job that goes on in a thread of its own, as a driver would; closing stops it. */
final class RunningJob implements JobReporter {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final AtomicBoolean stop;
  private final CompletableFuture<Optional<Failure>> end;
  private volatile List<StepStatus> steps = List.of();

  private RunningJob(TestLake lake, long run, AtomicBoolean stop, Step... steps) {
    this.stop = stop;
    ContinuousJob job =
        new ContinuousJob(
            TestLake.spark(),
            lake.context(run, steps),
            new StepRunners(),
            this,
            Duration.ofMillis(20),
            stop::get,
            "test-1",
            1);
    this.end = CompletableFuture.supplyAsync(job::execute, task -> new Thread(task).start());
  }

  static RunningJob start(TestLake lake, long run, Step... steps) {
    return new RunningJob(lake, run, new AtomicBoolean(), steps);
  }

  /** The driver is lost at that point: what it was at fails, and nothing comes after. */
  static RunningJob dyingAt(TestLake lake, String point, long run, Step... steps) {
    AtomicBoolean stop = new AtomicBoolean();
    lake.crashing(
        at -> {
          if (at.equals(point)) {
            stop.set(true);
            throw new IllegalStateException("killed at " + at);
          }
        });
    return new RunningJob(lake, run, stop, steps);
  }

  /** Until the step has consumed that version. */
  void awaitInput(String step, String table, long version) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              if (end.isDone()) {
                throw new AssertionError("the job ended: " + end.get());
              }
              return steps.stream()
                  .filter(status -> status.name().equals(step) && status.inputs() != null)
                  .anyMatch(status -> status.inputs().getOrDefault(table, -1L) >= version);
            });
  }

  Optional<Failure> stop() {
    stop.set(true);
    return awaitEnd();
  }

  Optional<Failure> awaitEnd() {
    await().atMost(PATIENCE).until(end::isDone);
    return end.join();
  }

  List<StepStatus> steps() {
    return steps;
  }

  StepStatus step(String id) {
    return steps.stream().filter(step -> step.name().equals(id)).findFirst().orElseThrow();
  }

  /** How much of what could pile up there is. */
  static Map<String, Integer> held() {
    System.gc(); // Spark forgets sessions when they are collected
    var context = TestLake.spark().sparkContext();
    return Map.of(
        "persisted data", context.getPersistentRDDs().size(),
        "cached plans", TestLake.spark().sharedState().cacheManager().numCachedEntries(),
        "sessions and other listeners", context.listenerBus().listeners().size());
  }

  @Override
  public void steps(List<StepStatus> now) {
    steps = List.copyOf(now);
  }

  @Override
  public void outcome(JobOutcome outcome) {}

  @Override
  public void ingestion(IngestionStatus status) {}

  @Override
  public void close() {
    stop();
  }
}
