package dev.lakehouse.operator.run;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.api.Schedule;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Whether an owner's trigger asks for a run now. Pure. */
final class DueRule {
  private static final String DEFAULT_MIN_INTERVAL = "1m";
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** Between the starts of two runs that go on, so that one that can't is not made all the time. */
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(10);

  private DueRule() {}

  /** The answer. */
  sealed interface Due {
    record Yes(RunCause cause) implements Due {}

    record No(NextRun.Decision.Wait decision) implements Due {}
  }

  static Due of(Situation situation) {
    if (situation.owner().trigger().schedule() != null) {
      return schedule(situation, situation.owner().trigger().schedule());
    }
    if (situation.owner().trigger().onNewData() != null) {
      return missing(situation).orElseGet(() -> newData(situation));
    }
    if (situation.owner().trigger().continuous() != null) {
      return missing(situation).orElseGet(() -> goingOn(situation));
    }
    return no(
        RunReasons.NOT_ASKED,
        "Runs when a person asks: create a LakehouseRun, or give annotation lakehouse.dev/run-now a"
            + " new value.");
  }

  /**
   * When a schedule is due: the time that status remembers, as long as it is one of the schedule's;
   * else the first one from now. So a time missed while the operator was away starts one run, not
   * one for each; a suspended owner remembers none and catches nothing up.
   */
  static Optional<Instant> nextTime(Situation situation) {
    Schedule schedule = situation.owner().trigger().schedule();
    if (schedule == null || situation.owner().suspended() || situation.plan().isEmpty()) {
      return Optional.empty();
    }
    return nextTime(situation, schedule, situation.memory().nextRunTime(), RunMarks::refreshes);
  }

  /** The same of any schedule whose times such runs serve. */
  static Optional<Instant> nextTime(
      Situation situation, Schedule schedule, Instant remembered, Predicate<LakehouseRun> serves) {
    CronSchedule cron = CronSchedule.of(schedule);
    return Optional.ofNullable(remembered)
        .filter(cron::includes)
        .filter(time -> !served(situation, time, serves))
        .or(() -> cron.next(situation.now()));
  }

  private static Due schedule(Situation situation, Schedule schedule) {
    if (situation.owner().beginsAtOnce() && situation.memory().lastSequence() == 0) {
      return new Due.Yes(RunCause.NEW_PLAN);
    }
    Optional<Instant> next = nextTime(situation);
    if (next.isEmpty()) {
      return no(RunReasons.SCHEDULED, "The schedule '" + schedule.cron() + "' has no next time.");
    }
    if (next.get().isAfter(situation.now())) {
      return no(RunReasons.SCHEDULED, "The next run is due at " + next.get() + ".", next.get());
    }
    return missing(situation).orElse(new Due.Yes(RunCause.SCHEDULE));
  }

  /** Whether a run was started for that time, though status may not remember it. */
  private static boolean served(Situation situation, Instant time, Predicate<LakehouseRun> serves) {
    return situation.runs().stream()
        .filter(serves)
        .map(run -> RunMarks.annotation(run, RunMarks.DUE_ANNOTATION))
        .anyMatch(due -> due != null && !Instant.parse(due).isBefore(time));
  }

  private static Optional<Due> missing(Situation situation) {
    return situation.inputs().missing().isEmpty()
        ? Optional.empty()
        : Optional.of(
            no(
                RunReasons.WAITING_FOR_DATA,
                "Waits until there is a first version of "
                    + String.join(", ", situation.inputs().missing())
                    + "."));
  }

  private static Due newData(Situation situation) {
    RunSummary last = situation.memory().lastRun();
    if (last == null || !situation.plan().get().equals(last.plan())) {
      return afterInterval(situation, RunCause.NEW_PLAN, minInterval(situation.owner()));
    }
    if (situation.inputs().newerThan(consumed(situation.memory()))) {
      return afterInterval(situation, RunCause.NEW_DATA, gathering(situation));
    }
    if (!NextRun.failed(last)) {
      return no(RunReasons.UP_TO_DATE, upToDate(situation));
    }
    if (failureClass(last.reason()) == FailureClass.INFRASTRUCTURE) {
      return recovery(situation);
    }
    return no(
        RunReasons.WAITING_FOR_CHANGE,
        "Run %s failed (%s); the next one waits for a new version of what is read, a new spec, or a person."
            .formatted(last.name(), last.reason()));
  }

  /** Nothing goes on: unless a run of this sort failed for what only people or data can change. */
  private static Due goingOn(Situation situation) {
    RunSummary last = situation.memory().lastRun();
    if (last == null) {
      return new Due.Yes(RunCause.NEW_PLAN);
    }
    boolean madeRoom =
        situation.runs().stream()
            .filter(run -> run.getMetadata().getName().equals(last.name()))
            .anyMatch(run -> !ContinuousRuns.is(run) || ContinuousRuns.stop(run).isPresent());
    boolean newPlan = !situation.plan().get().equals(last.plan());
    if (newPlan || madeRoom || !NextRun.failed(last)) {
      RunCause cause = newPlan ? RunCause.NEW_PLAN : RunCause.CONTINUOUS;
      return madeRoom ? new Due.Yes(cause) : afterInterval(situation, cause, RESTART_PAUSE);
    }
    return newData(situation);
  }

  private static String upToDate(Situation situation) {
    return situation.inputs().byTable().isEmpty()
        ? "Reads no table from outside: runs again when the spec changes."
        : "Waits for a new version of " + situation.inputs().names() + ".";
  }

  /** What the newest run has consumed, or had before its eyes when it failed. */
  private static Map<String, Long> consumed(OwnerMemory memory) {
    Map<String, Long> consumed = new TreeMap<>();
    for (RunSummary run : new RunSummary[] {memory.lastSuccess(), memory.lastRun()}) {
      if (run != null && run.inputs() != null) {
        run.inputs().forEach((table, version) -> consumed.merge(table, version, Math::max));
      }
    }
    return consumed;
  }

  /** The retries within a run are over: the pause goes on where their back-off ended. */
  private static Due recovery(Situation situation) {
    RunOwner owner = situation.owner();
    Duration pause = Backoff.before(owner.retryLimit() + 1, owner.backoff(), LONGEST_PAUSE);
    Duration interval = minInterval(owner);
    RunSummary last = situation.memory().lastRun();
    Instant due =
        instant(last.completionTime()).plus(pause.compareTo(interval) > 0 ? pause : interval);
    return due.isAfter(situation.now())
        ? no(
            RunReasons.PAUSED_AFTER_FAILURE,
            "Run %s failed (%s) after its retries; the next one is made at %s."
                .formatted(last.name(), last.reason(), due),
            due)
        : new Due.Yes(RunCause.RECOVERY);
  }

  private static Due afterInterval(Situation situation, RunCause cause, Duration interval) {
    RunSummary last = situation.memory().lastRun();
    Instant due = last == null ? situation.now() : instant(last.startTime()).plus(interval);
    if (!due.isAfter(situation.now())) {
      return new Due.Yes(cause);
    }
    boolean gathers = interval.compareTo(minInterval(situation.owner())) > 0;
    return no(
        gathers ? RunReasons.GATHERING : RunReasons.MIN_INTERVAL,
        gathers
            ? "New data is gathered until %s, in time for the freshness that is asked."
                .formatted(due)
            : "The next run is due at " + due + " (minInterval).",
        due);
  }

  /**
   * How long new data is gathered: data that came right after the last run began must be in the
   * tables when the next one ends, and that may take twice as long as it took last time.
   */
  private static Duration gathering(Situation situation) {
    Duration shortest = minInterval(situation.owner());
    return situation
        .owner()
        .freshness()
        .filter(freshness -> situation.owner().trigger().continuous() == null)
        .map(freshness -> freshness.minus(lastTook(situation.memory()).multipliedBy(2)))
        .filter(gathering -> gathering.compareTo(shortest) > 0)
        .orElse(shortest);
  }

  private static Duration lastTook(OwnerMemory memory) {
    RunSummary success = memory.lastSuccess();
    return success == null || success.completionTime() == null
        ? Duration.ZERO
        : Duration.between(instant(success.startTime()), instant(success.completionTime()));
  }

  private static Duration minInterval(RunOwner owner) {
    if (owner.trigger().continuous() != null) {
      return RESTART_PAUSE;
    }
    return Durations.parse(
        Optional.ofNullable(owner.trigger().onNewData().minInterval())
            .orElse(DEFAULT_MIN_INTERVAL));
  }

  /** Class of a reason that stands in status; a deleted run and the like are nobody's to repeat. */
  static FailureClass failureClass(String reason) {
    return Arrays.stream(FailureReason.values())
        .filter(known -> known.label().equals(reason))
        .findFirst()
        .map(FailureReason::failureClass)
        .orElse(FailureClass.USER);
  }

  private static Instant instant(String text) {
    return text == null ? Instant.EPOCH : Instant.parse(text);
  }

  private static Due no(String reason, String message) {
    return new Due.No(NextRun.Decision.Wait.forChange(reason, message));
  }

  private static Due no(String reason, String message, Instant until) {
    return new Due.No(new NextRun.Decision.Wait(reason, message, Optional.of(until)));
  }
}
