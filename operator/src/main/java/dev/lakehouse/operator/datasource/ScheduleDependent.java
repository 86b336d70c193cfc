package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The schedule of a batch source. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_DATA_SOURCES))
public class ScheduleDependent extends CRUDKubernetesDependentResource<CronJob, DataSource> {
  @Override
  protected CronJob desired(DataSource source, Context<DataSource> context) {
    return IngestionResources.cronJob(source, IngestionInputs.of(context));
  }
}
