package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.LakehouseRunSpec.TableVersion;
import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command line of a run's attempt. Pure. */
final class RunArguments {
  private RunArguments() {}

  static JobArguments of(
      LakehouseRun run, RunOwner owner, RunMarks.Admission admission, int attempt) {
    if (owner.resource() instanceof DataSource source) {
      return ofSource(run, source, owner, attempt);
    }
    JobArguments arguments =
        JobArguments.of(
            JobArguments.PLAN_PATH,
            path(run.getKind(), run.getMetadata().getNamespace(), run.getMetadata().getName()),
            FenceNumber.of(owner.resource(), admission.sequence()),
            attempt,
            Optional.ofNullable(run.getSpec().fullRefresh()).orElse(List.of()));
    LakehouseRunSpec.ReleaseQuarantine release = run.getSpec().releaseQuarantine();
    if (release != null) {
      arguments =
          arguments.withRelease(
              release.tables(), Optional.ofNullable(release.rules()).orElse(List.of()));
    }
    if (RunMarks.planOnly(run)) {
      return arguments.withDryRun();
    }
    if (release != null) {
      return arguments;
    }
    if (RunMarks.maintains(run)) {
      return arguments.withUpkeep(upkeep(run, owner));
    }
    if (ContinuousRuns.is(run)) {
      return arguments.withContinuous(
          ContinuousRuns.interval(owner).orElse(ContinuousRuns.DEFAULT_INTERVAL));
    }
    return run.getSpec().rollbackTo() == null
        ? arguments
        : arguments.withRollback(
            run.getSpec().rollbackTo().tables().stream()
                .collect(Collectors.toMap(TableVersion::table, TableVersion::version)));
  }

  /** A time that is too short is told where the spec is checked; here it only must do no harm. */
  private static Upkeep upkeep(LakehouseRun run, RunOwner owner) {
    Duration asked =
        owner.maintenance().map(Upkept::vacuumAfter).orElse(Upkeep.DEFAULT_VACUUM_AFTER);
    Duration after =
        asked.compareTo(Upkeep.SHORTEST_VACUUM_AFTER) < 0 ? Upkeep.SHORTEST_VACUUM_AFTER : asked;
    return new Upkeep(after, RunMarks.dry(run));
  }

  /**
   * Without a fence of its own: the schedule's Jobs have no numbers, so a run takes the next one of
   * the table as they do. A replay does not tell what the stream's consumer tells about the table.
   */
  private static JobArguments ofSource(
      LakehouseRun run, DataSource source, RunOwner owner, int attempt) {
    String namespace = run.getMetadata().getNamespace();
    LakehouseRunSpec spec = run.getSpec();
    JobArguments arguments =
        JobArguments.of(
            JobArguments.PLAN_PATH,
            path(run.getKind(), namespace, run.getMetadata().getName()),
            null,
            attempt,
            List.of());
    if (RunMarks.maintains(run)) {
      return arguments.withUpkeep(upkeep(run, owner));
    }
    if (Boolean.TRUE.equals(spec.replayDeadLetters())) {
      return arguments.withDeadLetterReplay();
    }
    arguments =
        arguments.withIngestionTo(
            path(source.getKind(), namespace, source.getMetadata().getName()));
    return spec.backfill() == null
        ? arguments
        : arguments.withBackfill(
            new BackfillWindow(
                Instant.parse(spec.backfill().from()), Instant.parse(spec.backfill().to())));
  }

  private static String path(String kind, String namespace, String name) {
    return String.join("/", kind, namespace, name);
  }
}
