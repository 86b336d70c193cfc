package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.run.CronSchedule;
import dev.lakehouse.operator.run.MaintenanceVerdict;
import dev.lakehouse.operator.run.OwnerMemory;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.operator.run.OwnerVerdicts;
import dev.lakehouse.operator.run.RunMarks;
import dev.lakehouse.operator.run.RunOwner;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * What the runs of a DataSource mean for its status; pure.
 *
 * @param memory what is remembered of them
 * @param ingesting what condition Ingesting says where the schedule is made of runs; else empty
 * @param maintained how the table's upkeep went; empty: nobody asks
 * @param nextRunTime when the schedule comes next (RFC 3339); null: it does not
 */
record SourceRuns(
    OwnerMemory memory,
    Optional<Verdict> ingesting,
    Optional<Verdict> maintained,
    String nextRunTime) {
  /** None. */
  static final SourceRuns NONE =
      new SourceRuns(OwnerMemory.NONE, Optional.empty(), Optional.empty(), null);

  static SourceRuns of(DataSource source, OwnerPass pass) {
    return new SourceRuns(
        pass.memory(),
        isDistributed(pass) ? Optional.of(ingesting(source, pass)) : Optional.empty(),
        MaintenanceVerdict.of(pass, new OwnerVerdicts(pass, source.getStatus())),
        next(source, pass));
  }

  /** A run that is held up counts more than how the last one ended: it is what can be mended. */
  private static Verdict ingesting(DataSource source, OwnerPass pass) {
    Verdict progressing = new OwnerVerdicts(pass, source.getStatus()).progressing();
    boolean active = pass.runs().stream().anyMatch(RunMarks::active);
    if (active && !progressing.isMet()) {
      return progressing;
    }
    RunSummary last = pass.memory().lastRun();
    if (last != null && last.phase() == RunPhase.FAILED) {
      return Verdict.unmet(
          last.reason(),
          "The last read failed; look at kubectl describe lakehouserun %s. %s"
              .formatted(last.name(), pass.waiting().message()));
    }
    return Verdict.met(Reasons.SCHEDULED, pass.waiting().message());
  }

  /** When the schedule comes next; null where there is none, or it does not count now. */
  private static String next(DataSource source, OwnerPass pass) {
    boolean counts =
        source.getSpec().schedule() != null
            && pass.compiled().isPresent()
            && !pass.owner().suspended();
    if (!counts) {
      return null;
    }
    return isDistributed(pass)
        ? pass.memory().nextRunTimeText()
        : CronSchedule.of(source.getSpec().schedule())
            .next(pass.now())
            .map(Instant::toString)
            .orElse(null);
  }

  private static boolean isDistributed(OwnerPass pass) {
    return pass.owner().execution() == RunOwner.Execution.SPARK_APPLICATION;
  }
}
