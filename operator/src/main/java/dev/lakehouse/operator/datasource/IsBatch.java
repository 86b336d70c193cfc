package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/** A batch source has a schedule; the schedule of a source that became a stream is deleted. */
public class IsBatch implements Condition<CronJob, DataSource> {
  @Override
  public boolean isMet(
      DependentResource<CronJob, DataSource> dependent,
      DataSource source,
      Context<DataSource> context) {
    return source.getSpec().kinesis() == null;
  }
}
