package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.Creator;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Optional;

/**
 * The jobs' ServiceAccount: made where it is missing, never touched where somebody else made it
 * (with the IAM role that only they know).
 */
public class JobsServiceAccountDependent
    extends KubernetesDependentResource<ServiceAccount, Lakehouse>
    implements Creator<ServiceAccount, Lakehouse> {
  @Override
  protected ServiceAccount desired(Lakehouse lakehouse, Context<Lakehouse> context) {
    return JobsIdentity.serviceAccount(lakehouse);
  }

  /** By name, whoever made it: references from owner to owned don't lead to those of others. */
  @Override
  public Optional<ServiceAccount> getSecondaryResource(
      Lakehouse lakehouse, Context<Lakehouse> context) {
    return eventSource()
        .orElseThrow()
        .get(
            new ResourceID(
                JobsIdentity.serviceAccountName(lakehouse),
                lakehouse.getMetadata().getNamespace()));
  }
}
