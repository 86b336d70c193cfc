package dev.lakehouse.operator.run;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.TableStatus;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of an owner, each as the last run that touched it left it. A run counts when it has
 * ended, or goes on; a step that had nothing to do leaves its table as it was. Pure.
 */
public final class TableHistory {
  private static final int NAMED_AT_MOST = 5;
  private static final String FAILED = "Failed";

  private TableHistory() {}

  /**
   * The tables after a pass, in the order of {@code declared}.
   *
   * @param previous as they stand in status; may be null
   */
  public static List<TableStatus> after(
      List<TableName> declared, List<TableStatus> previous, OwnerPass pass) {
    Map<String, TableStatus> known =
        Optional.ofNullable(previous).orElse(List.of()).stream()
            .collect(Collectors.toMap(TableStatus::name, Function.identity(), (a, b) -> b));
    Map<String, StepStatus> steps =
        pass.newlyEnded().stream()
            .flatMap(run -> OwnerVerdicts.steps(run).stream())
            .collect(Collectors.toMap(StepStatus::name, Function.identity(), (a, b) -> b));
    Optional<LakehouseRun> run = pass.newlyEnded();
    return declared.stream()
        .map(
            table -> {
              StepStatus step = steps.get(table.toString());
              String began = run.map(found -> began(found, step)).orElse(null);
              return after(table, known.get(table.toString()), step, began);
            })
        .toList();
  }

  /** Inputs are pinned after it; of a run that goes on, anew for each micro-batch. */
  private static String began(LakehouseRun run, StepStatus step) {
    if (ContinuousRuns.is(run)) {
      return step == null ? null : step.startTime();
    }
    return run.getStatus() == null ? null : run.getStatus().startTime();
  }

  private static TableStatus after(
      TableName table, TableStatus known, StepStatus step, String began) {
    TableStatus was =
        known != null
            ? known
            : new TableStatus(
                table.toString(), table.layer().label(), null, null, null, null, null);
    if (step == null) {
      return was;
    }
    return switch (step.state()) {
      case PENDING, RUNNING -> was;
      case SKIPPED -> step.version() == null ? was : asOf(was, began);
      case FAILED ->
          new TableStatus(
              was.name(),
              was.layer(),
              was.version(),
              was.rows(),
              was.lastCommitTime(),
              FailureReason.EXPECTATION_FAILED.label().equals(step.reason())
                  ? FAILED
                  : was.quality(),
              was.asOf(),
              was.bytes());
      case SUCCEEDED -> asOf(committed(was, step), began);
    };
  }

  private static TableStatus asOf(TableStatus was, String began) {
    return new TableStatus(
        was.name(),
        was.layer(),
        was.version(),
        was.rows(),
        was.lastCommitTime(),
        was.quality(),
        began == null ? was.asOf() : began,
        was.bytes());
  }

  private static TableStatus committed(TableStatus was, StepStatus step) {
    boolean anew = step.version() != null && !step.version().equals(was.version());
    String quality = quality(step.expectations());
    return new TableStatus(
        was.name(),
        was.layer(),
        step.version() == null ? was.version() : step.version(),
        step.tableRows() == null ? was.rows() : step.tableRows(),
        anew ? end(step) : was.lastCommitTime(),
        quality == null ? was.quality() : quality,
        was.asOf(),
        bytes(step).orElse(was.bytes()));
  }

  private static Optional<Long> bytes(StepStatus step) {
    return Optional.ofNullable(step.metrics())
        .map(metrics -> metrics.get(StepStatus.TABLE_BYTES))
        .map(Double::longValue);
  }

  private static String end(StepStatus step) {
    return step.startTime() == null
        ? null
        : Instant.parse(step.startTime())
            .plusMillis(Optional.ofNullable(step.durationMillis()).orElse(0L))
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();
  }

  private static String quality(List<ExpectationResult> results) {
    if (results == null || results.isEmpty()) {
      return null;
    }
    return results.stream().allMatch(ExpectationResult::met) ? RunReasons.MET : RunReasons.VIOLATED;
  }

  /** Whether the expectations held; {@code tables} as they are after the pass. */
  public static Verdict quality(List<TableStatus> tables, OwnerPass pass, OwnerVerdicts verdicts) {
    if (pass.newlyEnded().isEmpty()) {
      return verdicts.standing(
          ConditionTypes.QUALITY_MET,
          Verdict.unknown(RunReasons.NOT_RUN_YET, "No expectation was checked yet."));
    }
    List<String> failed = named(tables, FAILED);
    if (!failed.isEmpty()) {
      return Verdict.unmet(FAILED, "Not committed: " + details(failed, pass));
    }
    List<String> violated = named(tables, RunReasons.VIOLATED);
    if (!violated.isEmpty()) {
      return Verdict.unmet(
          RunReasons.VIOLATED, "Committed, with violations: " + details(violated, pass));
    }
    return named(tables, RunReasons.MET).isEmpty()
        ? Verdict.met(RunReasons.NO_EXPECTATIONS, "No table has an expectation that was checked.")
        : Verdict.met(RunReasons.MET, "All expectations held.");
  }

  private static List<String> named(List<TableStatus> tables, String quality) {
    return tables.stream()
        .filter(table -> Objects.equals(table.quality(), quality))
        .map(TableStatus::name)
        .toList();
  }

  private static String details(List<String> tables, OwnerPass pass) {
    Map<String, StepStatus> steps =
        pass.newlyEnded().stream()
            .flatMap(run -> OwnerVerdicts.steps(run).stream())
            .collect(Collectors.toMap(StepStatus::name, Function.identity(), (a, b) -> b));
    String text =
        tables.stream()
            .limit(NAMED_AT_MOST)
            .map(table -> table + violations(steps.get(table)))
            .collect(Collectors.joining("; "));
    int more = tables.size() - NAMED_AT_MOST;
    return more > 0 ? text + "; and " + more + " more." : text + ".";
  }

  private static String violations(StepStatus step) {
    String text =
        Stream.ofNullable(step == null ? null : step.expectations())
            .flatMap(List::stream)
            .filter(result -> !result.met())
            .limit(NAMED_AT_MOST)
            .map(
                result ->
                    "%s (%s, %d rows)"
                        .formatted(result.name(), result.action(), result.violations()))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "" : ": " + text;
  }
}
