package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/** A stream has a consumer; the consumer of a source that became a batch source is deleted. */
public class IsStream implements Condition<Deployment, DataSource> {
  @Override
  public boolean isMet(
      DependentResource<Deployment, DataSource> dependent,
      DataSource source,
      Context<DataSource> context) {
    return source.getSpec().kinesis() != null;
  }
}
