package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The consumer of a stream. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_DATA_SOURCES))
public class ConsumerDependent extends CRUDKubernetesDependentResource<Deployment, DataSource> {
  @Override
  protected Deployment desired(DataSource source, Context<DataSource> context) {
    return ConsumerResources.deployment(source, IngestionInputs.of(context));
  }
}
