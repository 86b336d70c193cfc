package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.compiler.Compilation.Compiled;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.PodRequest;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Map;

/**
 * All that the children of a DataSource are made from, besides the DataSource.
 *
 * @param secretVariables variables that come from Secrets
 * @param secretVersions the version of each Secret the pods read; another one restarts a consumer
 * @param held whether the schedule waits for a LakehouseRun of the source
 * @param replicas pods that read a stream
 */
record IngestionInputs(
    Compiled compiled,
    Workloads workloads,
    List<EnvVar> secretVariables,
    Map<String, String> secretVersions,
    boolean held,
    int replicas) {

  /** What one of its pods is asked for. */
  PodRequest pod(Map<String, String> labels, List<String> arguments) {
    return new PodRequest(
        workloads, Names.planConfigMap(compiled.hash()), secretVariables, labels, arguments);
  }

  /** Gives them to the dependents of this pass. */
  void putInto(Context<DataSource> context) {
    context.managedWorkflowAndDependentResourceContext().put(IngestionInputs.class, this);
  }

  /** Those of this pass. */
  static IngestionInputs of(Context<DataSource> context) {
    return context
        .managedWorkflowAndDependentResourceContext()
        .getMandatory(IngestionInputs.class, IngestionInputs.class);
  }
}
