package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.FailureClassifier.Side;
import dev.lakehouse.spark.cost.CostMeter;
import dev.lakehouse.spark.cost.StepCost;
import dev.lakehouse.spark.dag.ProgressBoard;
import dev.lakehouse.spark.dag.Schedule;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Pins;
import java.time.Duration;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes a plan: steps without a path between them side by side, each in its own session. */
public final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int STEPS_AT_ONCE = 4;

  /** Times a step begins anew because another writer came between: it then sees what that did. */
  private static final int TRIES = 3;

  private final SparkSession spark;
  private final StepSessions sessions;
  private final RunContext run;
  private final Pins pins = new Pins();
  private final Set<String> all = new HashSet<>();
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private final ProgressBoard board;
  private final StepRunner<Step> runners;
  private final CostMeter meter;

  /** An engine for one run. */
  public Engine(
      SparkSession spark, RunContext run, StepRunner<Step> runners, JobReporter reporter) {
    this(spark, run, runners, reporter, step -> true, StepSessions.fresh(spark));
  }

  /** An engine for those steps of a run that {@code chosen} holds for; the others are left out. */
  public Engine(
      SparkSession spark,
      RunContext run,
      StepRunner<Step> runners,
      JobReporter reporter,
      Predicate<Step> chosen,
      StepSessions sessions) {
    this.spark = spark;
    this.sessions = sessions;
    this.run = run;
    this.runners = runners;
    run.plan().steps().forEach(step -> all.add(step.id()));
    run.plan().steps().stream().filter(chosen).forEach(step -> steps.put(step.id(), step));
    this.meter = CostMeter.on(spark.sparkContext());
    this.board = new ProgressBoard(List.copyOf(steps.keySet()), reporter);
  }

  private record Ended(String step, Optional<Failure> failure) {}

  /** Executes all steps that can be; returns why the run failed, if it did. */
  public Optional<Failure> execute() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    steps.forEach((id, step) -> edges.put(id, needed(step)));
    Schedule schedule = new Schedule(edges);
    ExecutorService threads = Executors.newFixedThreadPool(STEPS_AT_ONCE);
    try {
      CompletionService<Ended> running = new ExecutorCompletionService<>(threads);
      schedule.start().forEach(id -> running.submit(() -> perform(steps.get(id))));
      while (!schedule.isIdle()) {
        settle(running.take().get(), schedule);
        schedule.start().forEach(id -> running.submit(() -> perform(steps.get(id))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(FailureClassifier.classify(e, Side.SOURCE));
    } catch (ExecutionException e) {
      return Optional.of(FailureClassifier.classify(e.getCause(), Side.SOURCE));
    } finally {
      threads.shutdownNow();
      meter.close();
    }
    return schedule.stuck().isEmpty() ? overall() : Optional.of(cycle(schedule.stuck()));
  }

  /** The steps it has to wait for; those of the plan that are left out are as they must be. */
  private List<String> needed(Step step) {
    return step.dependsOn().stream()
        .filter(id -> steps.containsKey(id) || !all.contains(id))
        .toList();
  }

  /** How each step came out. */
  public List<StepStatus> statuses() {
    return board.all();
  }

  private void settle(Ended ended, Schedule schedule) {
    if (ended.failure().isEmpty()) {
      schedule.succeeded(ended.step());
      return;
    }
    failures.put(ended.step(), ended.failure().get());
    for (String lost : schedule.failed(ended.step())) {
      board.update(
          lost, status -> status.skipped("not begun: " + ended.step() + " failed, which it needs"));
    }
  }

  private Ended perform(Step step) {
    Instant begin = run.clock().instant();
    meter.working(step.id());
    board.update(step.id(), status -> StepStatus.running(step.id(), begin.toString()));
    try {
      StepResult result = untilUndisturbed(step);
      written(step).ifPresent(table -> pinned(table, result));
      StepCost cost = meter.of(step.id());
      OptionalLong bytes = result.skipped() ? OptionalLong.empty() : bytes(step);
      board.update(step.id(), status -> succeeded(status, result, since(begin), cost, bytes));
      return new Ended(step.id(), Optional.empty());
    } catch (Exception | Error e) {
      Failure failure = failure(step, e);
      StepCost cost = meter.of(step.id());
      LOG.error("step {} failed: {} ({})", step.id(), failure.message(), failure.reason(), e);
      board.update(step.id(), status -> failed(status, e, failure, since(begin), cost));
      return new Ended(step.id(), Optional.of(failure));
    }
  }

  private StepResult untilUndisturbed(Step step) {
    for (int attempt = 1; ; attempt++) {
      SparkSession session = sessions.take();
      SparkSession.setActiveSession(session);
      try {
        return runners.run(new StepContext(session, run, pins), step);
      } catch (ConcurrentModificationException e) {
        if (attempt == TRIES) {
          throw e;
        }
        LOG.warn("step {}: another writer came between, beginning anew", step.id(), e);
      } finally {
        SparkSession.clearActiveSession();
        sessions.giveBack(session);
      }
    }
  }

  private void pinned(TableName table, StepResult result) {
    if (result.version() != null) {
      pins.written(table, result.version());
    }
  }

  private static Map<String, Double> measures(Map<String, Double> measured, OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return measured;
    }
    Map<String, Double> all = new TreeMap<>(measured == null ? Map.of() : measured);
    all.put(StepStatus.TABLE_BYTES, (double) bytes.getAsLong());
    return all;
  }

  /** How large the table is now that the step has made; not worth failing what is committed. */
  private OptionalLong bytes(Step step) {
    try {
      return written(step)
          .map(name -> LakeTable.of(spark, run.root(name), name).bytesIfKnown())
          .orElse(OptionalLong.empty());
    } catch (RuntimeException e) {
      LOG.warn("step {}: the size of its table can't be looked up", step.id(), e);
      return OptionalLong.empty();
    }
  }

  private static Optional<TableName> written(Step step) {
    return step instanceof Step.Publish ? Optional.empty() : TableName.parse(step.id());
  }

  private Failure failure(Step step, Throwable thrown) {
    Side side = step instanceof Step.Publish ? Side.TARGET : Side.SOURCE;
    Failure failure = FailureClassifier.classify(thrown, side);
    return new Failure(failure.reason(), run.settings().redact(failure.message()));
  }

  private long since(Instant begin) {
    return Duration.between(begin, run.clock().instant()).toMillis();
  }

  private static StepStatus succeeded(
      StepStatus status, StepResult result, long millis, StepCost cost, OptionalLong bytes) {
    StepStatus done =
        new StepStatus(
            status.name(),
            StepStatus.State.SUCCEEDED,
            result.rows(),
            result.tableRows(),
            result.version(),
            result.inputs(),
            status.startTime(),
            millis,
            result.expectations(),
            measures(cost.with(result.metrics()), bytes),
            null,
            result.message());
    return result.skipped() ? done.skipped(result.message()) : done;
  }

  private static StepStatus failed(
      StepStatus status, Throwable thrown, Failure failure, long millis, StepCost cost) {
    StepFailure known = thrown instanceof StepFailure step ? step : null;
    return new StepStatus(
        status.name(),
        StepStatus.State.FAILED,
        null,
        null,
        null,
        null,
        status.startTime(),
        millis,
        known == null ? null : known.expectations(),
        cost.with(known == null ? null : known.metrics()),
        failure.reason().label(),
        failure.message());
  }

  private Optional<Failure> overall() {
    List<String> failed = steps.keySet().stream().filter(failures::containsKey).toList();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    Failure first = failures.get(failed.get(0));
    String more =
        failed.size() == 1
            ? ""
            : " Failed, too: " + String.join(", ", failed.subList(1, failed.size()));
    return Optional.of(new Failure(first.reason(), failed.get(0) + ": " + first.message() + more));
  }

  private static Failure cycle(List<String> stuck) {
    return new Failure(
        FailureReason.PLAN_INVALID,
        "The steps %s need each other, none can begin. Compile the plan anew.".formatted(stuck));
  }
}
