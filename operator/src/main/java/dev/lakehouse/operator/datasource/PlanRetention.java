package dev.lakehouse.operator.datasource;

import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.JobPods;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which plans of a DataSource nobody will read any more: all but the current one and those of Jobs
 * that may still start a pod. A running consumer has read its own already.
 */
final class PlanRetention {
  private PlanRetention() {}

  static List<ConfigMap> unused(DataSourceObserved observed) {
    Set<String> used = new HashSet<>();
    observed.inputs().ifPresent(inputs -> used.add(Names.planConfigMap(inputs.compiled().hash())));
    observed.children().jobs().stream()
        .filter(PlanRetention::isActive)
        .map(job -> JobPods.planConfigMap(job.getSpec().getTemplate().getSpec()))
        .forEach(used::add);
    return PlanConfigMaps.unused(observed.children().plans(), used);
  }

  private static boolean isActive(Job job) {
    return job.getStatus() == null || job.getStatus().getCompletionTime() == null;
  }
}
