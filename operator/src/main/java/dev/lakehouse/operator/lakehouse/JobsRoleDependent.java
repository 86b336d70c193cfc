package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** What the jobs may do in their namespace. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_LAKEHOUSES))
public class JobsRoleDependent extends CRUDKubernetesDependentResource<Role, Lakehouse> {
  @Override
  protected Role desired(Lakehouse lakehouse, Context<Lakehouse> context) {
    return JobsIdentity.role(lakehouse);
  }
}
