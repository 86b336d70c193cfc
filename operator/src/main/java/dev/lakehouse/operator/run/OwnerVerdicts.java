package dev.lakehouse.operator.run;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;
import java.util.Optional;

/** What the conditions of an owner of runs say, for both kinds. Pure. */
public final class OwnerVerdicts {
  private final OwnerPass pass;
  private final ConditionedStatus previous;

  /** Verdicts about a pass; {@code previous} is the status as it stands, null before the first. */
  public OwnerVerdicts(OwnerPass pass, ConditionedStatus previous) {
    this.pass = pass;
    this.previous = previous;
  }

  /** Whether the spec can be run. */
  public Verdict specValid() {
    return pass.problem()
        .map(problem -> problem.verdict())
        .orElseGet(
            () ->
                Verdict.met(
                    Reasons.VALID,
                    "The spec compiles to a plan of %d steps."
                        .formatted(pass.compiled().orElseThrow().plan().steps().size())));
  }

  /** Whether a run is on its way and nothing holds it up, else what is waited for. */
  public Verdict progressing() {
    boolean moves = pass.runs().stream().filter(RunMarks::active).anyMatch(run -> !heldUp(run));
    return moves
        ? Verdict.met(pass.waiting().reason(), pass.waiting().message())
        : Verdict.unmet(pass.waiting().reason(), pass.waiting().message());
  }

  private static boolean heldUp(LakehouseRun run) {
    return Optional.ofNullable(run.getStatus())
        .flatMap(status -> status.condition(ConditionTypes.PROGRESSING))
        .filter(condition -> condition.status().equals(Condition.FALSE))
        .isPresent();
  }

  /**
   * What Ready says when the spec is valid: whether the last run that ended did well, with the plan
   * of the spec as it is now. A failure stays until a run does better.
   */
  public Verdict lastRun() {
    RunSummary ended = ended();
    String plan = pass.compiled().map(compiled -> compiled.hash()).orElse(null);
    if (ended == null) {
      return Verdict.unknown(notRunYet(), "There was no run yet. " + pass.waiting().message());
    }
    Optional<Verdict> approval = approvalNeeded();
    if (approval.isPresent()) {
      return Verdict.unmet(approval.get().reason(), approval.get().message());
    }
    if (!ended.plan().equals(plan)) {
      return Verdict.unknown(
          RunReasons.PLAN_PENDING,
          "The spec changed since run %s%s. %s"
              .formatted(
                  ended.name(),
                  pass.change().map(change -> ": " + change.text()).orElse(""),
                  pass.waiting().message()));
    }
    if (!ended.phase().ended()) {
      return goingOn(ended);
    }
    return ended.phase() == RunPhase.SUCCEEDED
        ? Verdict.met(Reasons.READY, "All tables are as the spec says.")
        : Verdict.unmet(ended.reason(), failure(ended));
  }

  /** Of a run that goes on: whether its newest micro-batches did well. */
  private Verdict goingOn(RunSummary run) {
    return pass.lastEnded()
        .filter(found -> found.getMetadata().getName().equals(run.name()))
        .flatMap(OwnerVerdicts::failed)
        .map(
            step ->
                Verdict.unmet(
                    step.reason(),
                    "Run %s goes on, but not at %s, which is tried again with new input: %s"
                        .formatted(run.name(), step.name(), step.message())))
        .orElseGet(
            () ->
                Verdict.met(
                    Reasons.READY, "Run " + run.name() + " keeps all tables as the spec says."));
  }

  private static Optional<StepStatus> failed(LakehouseRun run) {
    return steps(run).stream().filter(step -> step.state() == StepStatus.State.FAILED).findFirst();
  }

  /** Met while a breaking change waits for a person; empty otherwise. */
  public Optional<Verdict> approvalNeeded() {
    return pass.change()
        .filter(PlanChange::needsApproval)
        .map(change -> Verdict.met(RunReasons.APPROVAL_NEEDED, change.request(pass.owner())));
  }

  /**
   * The verdict that stands, for what this pass has nothing new about; {@code otherwise} if none.
   */
  public Verdict standing(String type, Verdict otherwise) {
    return condition(type)
        .map(condition -> new Verdict(condition.status(), condition.reason(), condition.message()))
        .orElse(otherwise);
  }

  /** Whether the warehouses hold what the last run made. */
  public Verdict published() {
    Verdict standing =
        standing(
            ConditionTypes.PUBLISHED,
            Verdict.unknown(RunReasons.NOT_RUN_YET, "Nothing was published yet."));
    Optional<StepStatus> failed =
        pass.newlyEnded().stream()
            .flatMap(run -> steps(run).stream())
            .filter(step -> step.name().contains("@"))
            .filter(step -> step.state() == StepStatus.State.FAILED)
            .findFirst();
    if (failed.isPresent()) {
      return Verdict.unmet(
          failed.get().reason(), failed.get().name() + ": " + failed.get().message());
    }
    boolean succeeded =
        pass.newlyEnded()
            .filter(run -> RunMarks.phase(run) == RunPhase.SUCCEEDED || ContinuousRuns.isWell(run))
            .isPresent();
    return succeeded
        ? Verdict.met(RunReasons.PUBLISHED, "The warehouses hold what the last run made.")
        : standing;
  }

  /** The steps of a run; empty when its job told none. */
  static List<StepStatus> steps(LakehouseRun run) {
    return run.getStatus() == null || run.getStatus().steps() == null
        ? List.of()
        : run.getStatus().steps();
  }

  private String notRunYet() {
    return pass.memory().lastRun() == null ? pass.waiting().reason() : RunReasons.RUNNING;
  }

  /** The newest run that ended, or goes on and tells, from the objects or from memory; or null. */
  private RunSummary ended() {
    RunSummary last = pass.memory().lastRun();
    if (last == null || last.phase().ended()) {
      return last;
    }
    RunSummary success = pass.memory().lastSuccess();
    // The driver of a run that goes on may just be starting anew; what it told before stands.
    return success != null && success.name().equals(last.name())
        ? success
        : pass.lastEnded()
            .map(run -> RunSummaries.of(run, RunMarks.admission(run).orElseThrow()))
            .orElse(success);
  }

  /**
   * The failed step's own words; the run's where no step failed; the standing ones without a run.
   */
  private String failure(RunSummary ended) {
    if (ended.reason().equals(RunReasons.RUN_DELETED)) {
      return "Run %s was deleted before it had ended; the next one waits for a new version of what is read, a new spec, or a person."
          .formatted(ended.name());
    }
    return pass.lastEnded()
        .filter(run -> run.getMetadata().getName().equals(ended.name()))
        .map(run -> "Run " + ended.name() + " failed" + words(run))
        .or(
            () ->
                condition(ConditionTypes.READY)
                    .filter(ready -> ready.reason().equals(ended.reason()))
                    .map(Condition::message))
        .orElse("Run " + ended.name() + " failed.");
  }

  private static String words(LakehouseRun run) {
    return steps(run).stream()
        .filter(step -> step.state() == StepStatus.State.FAILED && step.message() != null)
        .findFirst()
        .map(step -> " at " + step.name() + ": " + step.message())
        .or(
            () ->
                run.getStatus()
                    .condition(ConditionTypes.SUCCEEDED)
                    .map(condition -> ": " + condition.message()))
        .orElse(".");
  }

  private Optional<Condition> condition(String type) {
    return Optional.ofNullable(previous).flatMap(status -> status.condition(type));
  }
}
