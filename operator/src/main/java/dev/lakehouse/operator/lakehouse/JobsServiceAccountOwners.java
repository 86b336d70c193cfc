package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Set;
import java.util.stream.Collectors;

/** The Lakehouses whose jobs use a ServiceAccount, whoever made it. */
final class JobsServiceAccountOwners implements SecondaryToPrimaryMapper<ServiceAccount> {
  private final Workspaces workspaces;

  JobsServiceAccountOwners(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public Set<ResourceID> toPrimaryResourceIDs(ServiceAccount account) {
    return workspaces.of(account.getMetadata().getNamespace()).lakehouses().stream()
        .filter(lakehouse -> uses(lakehouse, account))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static boolean uses(Lakehouse lakehouse, ServiceAccount account) {
    return JobsIdentity.serviceAccountName(lakehouse).equals(account.getMetadata().getName());
  }
}
