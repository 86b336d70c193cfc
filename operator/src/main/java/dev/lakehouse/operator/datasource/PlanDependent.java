package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The plan, for the pods to read; named by its hash, so a new plan is a new ConfigMap. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_DATA_SOURCES))
public class PlanDependent extends CRUDKubernetesDependentResource<ConfigMap, DataSource> {
  @Override
  protected ConfigMap desired(DataSource source, Context<DataSource> context) {
    return PlanConfigMaps.of(source, IngestionInputs.of(context).compiled());
  }
}
