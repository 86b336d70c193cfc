package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.LakehouseRunSpec.Rollback;
import dev.lakehouse.api.LakehouseRunSpec.TableVersion;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.compiler.SpecReason;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;

/** The tables and versions that a run's {@code rollbackTo} stands for. Pure. */
final class RollbackTarget {
  private RollbackTarget() {}

  /** The run whose versions that run wants back. */
  static Optional<String> named(LakehouseRun run) {
    return Optional.ofNullable(run.getSpec().rollbackTo()).map(Rollback::run);
  }

  /**
   * The run with the versions in place of the other run's name; as it is when the other run can't
   * tell them.
   */
  static LakehouseRun resolved(LakehouseRun run, Optional<LakehouseRun> other) {
    return other
        .filter(found -> tells(run, found))
        .map(found -> with(run, versions(found)))
        .orElse(run);
  }

  private static boolean tells(LakehouseRun run, LakehouseRun other) {
    return other.getStatus() != null
        && other.getStatus().phase() == RunPhase.SUCCEEDED
        && !RunMarks.planOnly(other)
        && RunTarget.of(other).equals(RunTarget.of(run))
        && !versions(other).isEmpty();
  }

  private static List<TableVersion> versions(LakehouseRun other) {
    return Optional.ofNullable(other.getStatus().steps()).orElse(List.of()).stream()
        .filter(step -> TableName.parse(step.name()).isPresent() && step.version() != null)
        .map(step -> new TableVersion(step.name(), step.version()))
        .toList();
  }

  private static LakehouseRun with(LakehouseRun run, List<TableVersion> versions) {
    LakehouseRun resolved = Serialization.clone(run);
    LakehouseRunSpec spec = run.getSpec();
    resolved.setSpec(
        new LakehouseRunSpec(
            spec.pipelineRef(),
            spec.segmentModelRef(),
            spec.dataSourceRef(),
            spec.fullRefresh(),
            spec.backfill(),
            spec.replayDeadLetters(),
            new Rollback(null, versions),
            spec.releaseQuarantine(),
            spec.maintenance(),
            spec.mode()));
    return resolved;
  }

  /** What is wrong when the other run could not tell its versions. */
  static Optional<Violation> violation(LakehouseRun resolved) {
    return named(resolved)
        .map(
            name ->
                new Violation(
                    SpecReason.INVALID_SPEC,
                    "spec.rollbackTo.run: there is no run '%s' of the same pipeline that succeeded and tells the versions of its tables; name another one, or tables with their versions (the Delta table _lakehouse/runs has those of runs that are gone)"
                        .formatted(name)));
  }
}
