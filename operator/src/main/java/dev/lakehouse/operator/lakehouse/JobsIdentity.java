package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;

/** Who a Lakehouse's jobs are and what they may do; pure. */
final class JobsIdentity {
  private static final String COMPONENT = "jobs-identity";

  private JobsIdentity() {}

  static String serviceAccountName(Lakehouse lakehouse) {
    String name = lakehouse.getSpec().workloads().serviceAccountName();
    return name == null ? "lakehouse-jobs" : name;
  }

  static ServiceAccount serviceAccount(Lakehouse lakehouse) {
    return new ServiceAccountBuilder()
        .withMetadata(metadata(lakehouse, serviceAccountName(lakehouse)))
        .build();
  }

  /**
   * Jobs report to their own objects' status; a stream's consumers tell each other by Leases; a
   * Spark driver makes its executors. Deleting collections is how Spark cleans up after itself.
   */
  static Role role(Lakehouse lakehouse) {
    return new RoleBuilder()
        .withMetadata(metadata(lakehouse, Names.jobsRole(lakehouse.getMetadata().getName())))
        .addNewRule()
        .withApiGroups(ApiGroup.NAME)
        .withResources("lakehouseruns/status", "datasources/status")
        .withVerbs("get", "patch")
        .endRule()
        .addNewRule()
        .withApiGroups("coordination.k8s.io")
        .withResources("leases")
        .withVerbs("get", "list", "create", "patch", "delete")
        .endRule()
        .addNewRule()
        .withApiGroups("")
        .withResources("pods", "services", "configmaps", "persistentvolumeclaims")
        .withVerbs(
            "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
        .endRule()
        .build();
  }

  static RoleBinding roleBinding(Lakehouse lakehouse) {
    String role = Names.jobsRole(lakehouse.getMetadata().getName());
    return new RoleBindingBuilder()
        .withMetadata(metadata(lakehouse, role))
        .withNewRoleRef()
        .withApiGroup("rbac.authorization.k8s.io")
        .withKind("Role")
        .withName(role)
        .endRoleRef()
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(serviceAccountName(lakehouse))
        .withNamespace(lakehouse.getMetadata().getNamespace())
        .endSubject()
        .build();
  }

  private static ObjectMeta metadata(Lakehouse lakehouse, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(lakehouse.getMetadata().getNamespace())
        .withName(name)
        .withLabels(Labels.of(lakehouse, COMPONENT))
        .build();
  }
}
