package dev.lakehouse.operator.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;

/** The ConfigMaps that hold the plans of one kind of owner; one that is deleted is made again. */
public final class PlanEvents {
  private PlanEvents() {}

  /** The event source; {@code selector} finds the ConfigMaps of that kind. */
  public static <P extends HasMetadata> EventSource<ConfigMap, P> of(
      Class<P> kind, String selector, EventSourceContext<P> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(ConfigMap.class, kind)
            .withName("plans")
            .withNamespacesInheritedFromController()
            .withLabelSelector(selector)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(kind))
            .withItemStore(new TransformingItemStore<>(PlanEvents::withoutData))
            .build(),
        context);
  }

  /** The operator knows what is in them: their name is its hash. */
  private static ConfigMap withoutData(ConfigMap plan) {
    plan.setData(null);
    plan.getMetadata().setManagedFields(null);
    return plan;
  }
}
