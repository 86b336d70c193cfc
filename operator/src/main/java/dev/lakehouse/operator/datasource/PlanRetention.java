package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.run.OwnerHistory;
import dev.lakehouse.operator.workload.JobEnd;
import dev.lakehouse.operator.workload.JobPods;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which plans of a DataSource nobody will read any more: all but the current one, those of Jobs
 * that may still start a pod, and those of LakehouseRuns. A running consumer has read its own
 * already.
 */
final class PlanRetention {
  private PlanRetention() {}

  /** Those; {@code runs} are the runs that are kept. */
  static List<ConfigMap> unused(DataSourceObserved observed, List<LakehouseRun> runs) {
    Set<String> used = new HashSet<>();
    Optional<String> current = observed.inputs().map(inputs -> inputs.compiled().hash());
    OwnerHistory.plansInUse(current, null, runs).stream()
        .map(Names::planConfigMap)
        .forEach(used::add);
    observed.children().jobs().stream()
        .filter(PlanRetention::isActive)
        .map(job -> JobPods.planConfigMap(job.getSpec().getTemplate().getSpec()))
        .forEach(used::add);
    return PlanConfigMaps.unused(observed.children().plans(), used);
  }

  private static boolean isActive(Job job) {
    return JobEnd.of(job).isEmpty();
  }
}
