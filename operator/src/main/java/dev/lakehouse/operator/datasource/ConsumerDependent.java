package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** The consumer of a stream. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_DATA_SOURCES))
public class ConsumerDependent extends CRUDKubernetesDependentResource<Deployment, DataSource> {
  @Override
  protected Deployment desired(DataSource source, Context<DataSource> context) {
    return ConsumerResources.deployment(source, IngestionInputs.of(context));
  }

  /** By name alone: also one that is to be deleted, for which nothing can be desired, is found. */
  @Override
  protected ResourceID targetSecondaryResourceID(DataSource source, Context<DataSource> context) {
    return new ResourceID(
        Names.ingestion(source.getMetadata().getName()), source.getMetadata().getNamespace());
  }
}
