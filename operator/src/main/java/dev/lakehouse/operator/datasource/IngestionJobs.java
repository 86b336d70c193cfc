package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;

/** The Jobs of batch sources: watched for how they end. They are the CronJobs', not ours. */
final class IngestionJobs {
  private IngestionJobs() {}

  static EventSource<Job, DataSource> eventSource(EventSourceContext<DataSource> context) {
    var jobs =
        InformerEventSourceConfiguration.from(Job.class, DataSource.class)
            .withName("jobs")
            .withNamespacesInheritedFromController()
            .withLabelSelector(Labels.INGESTION_JOBS)
            .withSecondaryToPrimaryMapper(IngestionJobs::source)
            .build();
    return new InformerEventSource<>(jobs, context);
  }

  /** Those of a source as the API server has them now; the cache may lag. */
  static List<Job> now(DataSource source, KubernetesClient client) {
    return client
        .resources(Job.class)
        .inNamespace(source.getMetadata().getNamespace())
        .withLabels(Labels.of(source, Labels.INGESTION))
        .list()
        .getItems();
  }

  /** By label: the owner reference leads to the CronJob. */
  private static Set<ResourceID> source(Job job) {
    return Set.of(
        new ResourceID(
            job.getMetadata().getLabels().get(ApiGroup.OWNER_LABEL),
            job.getMetadata().getNamespace()));
  }
}
