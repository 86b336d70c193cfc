package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.run.NextRun.Decision.Wait;
import dev.lakehouse.operator.run.RunMarks;
import dev.lakehouse.operator.run.RunOwner;
import dev.lakehouse.operator.run.RunReasons;
import dev.lakehouse.operator.workload.JobEnd;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who reads a batch source: its schedule's Jobs, or a LakehouseRun; pure. Both at once would do no
 * harm to the table, but one of them would do its work in vain. A run goes first: the schedule is
 * held from when it is asked for until it has ended, and it begins when the schedule's Job that
 * still reads has ended.
 */
final class RunTurn {
  private RunTurn() {}

  /** Whether a run wants the source, or has it; mode Plan reads nothing. */
  static boolean isWanted(DataSource source, List<LakehouseRun> runs) {
    return runs.stream().anyMatch(run -> !RunMarks.ended(run) && !RunMarks.planOnly(run))
        || isAsked(source);
  }

  /**
   * What a run has to wait for.
   *
   * @param jobsNow the schedule's Jobs as the API server has them; asked for before a run begins,
   *     since a tick may have come that no cache knows yet
   */
  static Optional<Wait> busy(
      DataSource source, DataSourceObserved observed, Supplier<? extends Collection<Job>> jobsNow) {
    return source.getSpec().kinesis() != null || !isWanted(source, observed.runs())
        ? Optional.empty()
        : busy(observed.children().jobs()).or(() -> busy(jobsNow.get()));
  }

  private static Optional<Wait> busy(Collection<Job> jobs) {
    return jobs.stream()
        .filter(job -> JobEnd.of(job).isEmpty())
        .map(job -> job.getMetadata().getName())
        .min(Comparator.naturalOrder())
        .map(
            job ->
                Wait.forChange(
                    RunReasons.SOURCE_BUSY,
                    "Job %s of the schedule reads the source; a run begins when it has ended."
                        .formatted(job)));
  }

  /** By annotation, and nothing was done about it yet. */
  private static boolean isAsked(DataSource source) {
    String value = RunOwner.of(source).runNow();
    String obeyed = source.getStatus() == null ? null : source.getStatus().lastRunNow();
    return value != null && !value.equals(obeyed);
  }
}
