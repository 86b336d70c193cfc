package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.run.RunOwner;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/**
 * A batch source that one pod reads has a CronJob; that of a source that became a stream, or is
 * read by SparkApplications from now on, is deleted.
 */
public class IsBatch implements Condition<CronJob, DataSource> {
  @Override
  public boolean isMet(
      DependentResource<CronJob, DataSource> dependent,
      DataSource source,
      Context<DataSource> context) {
    return RunOwner.of(source).execution() == RunOwner.Execution.SPARK_JOB;
  }
}
