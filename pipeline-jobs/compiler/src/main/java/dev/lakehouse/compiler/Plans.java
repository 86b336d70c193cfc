package dev.lakehouse.compiler;

import dev.lakehouse.api.LakehouseSpec;
import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.plan.JobEnvironment;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Puts steps and what they need of their Lakehouse into a plan. */
final class Plans {
  private static final String STAGING = "_staging";

  private Plans() {}

  static RunPlan of(Scope scope, List<Step> steps) {
    HasMetadata object = scope.object();
    LakehouseSpec lakehouse = scope.lakehouse().orElseThrow().getSpec();
    Set<String> used = new TreeSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Publish publish) {
        used.add(publish.connection());
      } else if (step instanceof Step.Jdbc jdbc) {
        used.add(jdbc.connection());
      } else if (step instanceof Step.Http http) {
        used.add(http.connection());
      }
    }
    return new RunPlan(
        RunPlan.FORMAT_VERSION,
        new RunPlan.PlanOwner(
            object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName()),
        lake(lakehouse),
        used.stream()
            .map(name -> connection(scope.connection(name).orElseThrow(), lakehouse))
            .toList(),
        steps);
  }

  private static RunPlan.Lake lake(LakehouseSpec lakehouse) {
    LakehouseSpec.Storage storage = lakehouse.storage();
    LakehouseSpec.Endpoints endpoints = lakehouse.endpoints();
    return new RunPlan.Lake(
        storage.root(),
        storage.region(),
        storage.encryption() == null ? null : storage.encryption().kmsKeyId(),
        endpoints == null
            ? RunPlan.Endpoints.AWS
            : new RunPlan.Endpoints(endpoints.s3(), endpoints.kinesis(), endpoints.redshiftData()));
  }

  private static PlanConnection connection(Connection connection, LakehouseSpec lakehouse) {
    if (connection.jdbc() != null) {
      boolean credentials = connection.jdbc().credentialsSecret() != null;
      return new PlanConnection.Jdbc(
          connection.name(),
          connection.jdbc().url(),
          credentials ? JobEnvironment.username(connection.name()) : null,
          credentials ? JobEnvironment.password(connection.name()) : null);
    }
    if (connection.http() != null) {
      return HttpSteps.connection(connection.name(), connection.http());
    }
    LakehouseSpec.Redshift redshift = connection.redshift();
    String root = lakehouse.storage().root();
    return new PlanConnection.Redshift(
        connection.name(),
        redshift.workgroup(),
        redshift.clusterIdentifier(),
        redshift.database(),
        redshift.iamRoleArn(),
        redshift.secretArn(),
        (root.endsWith("/") ? root : root + "/") + STAGING);
  }
}
