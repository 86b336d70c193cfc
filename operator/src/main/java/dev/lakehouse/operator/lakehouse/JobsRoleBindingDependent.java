package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** Gives the role to the jobs' ServiceAccount. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.OF_LAKEHOUSES))
public class JobsRoleBindingDependent
    extends CRUDKubernetesDependentResource<RoleBinding, Lakehouse> {
  @Override
  protected RoleBinding desired(Lakehouse lakehouse, Context<Lakehouse> context) {
    return JobsIdentity.roleBinding(lakehouse);
  }
}
