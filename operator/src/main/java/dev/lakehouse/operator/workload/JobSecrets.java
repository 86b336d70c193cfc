package dev.lakehouse.operator.workload;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.workspace.LakehouseSecrets;
import dev.lakehouse.operator.workspace.SecretNeed;
import dev.lakehouse.plan.JobEnvironment;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The Secrets that a plan's job needs: a plan has only names of environment variables, here they
 * meet the Secrets that fill them.
 *
 * @param variables of the job's container
 * @param needs what must be there before a pod can start, the environment of all jobs included
 */
public record JobSecrets(List<EnvVar> variables, List<SecretNeed> needs) {

  /**
   * The Secrets of a plan.
   *
   * @param salts Secrets that the spec names as salts
   */
  public static JobSecrets of(RunPlan plan, Lakehouse lakehouse, Collection<String> salts) {
    List<EnvVar> variables = new ArrayList<>();
    List<SecretNeed> needs = new ArrayList<>();
    LakehouseSecrets.environment(lakehouse)
        .forEach(
            secret ->
                needs.add(
                    new SecretNeed(
                        secret,
                        List.of(),
                        "Lakehouse '" + lakehouse.getMetadata().getName() + "'")));
    for (PlanConnection connection : plan.connections()) {
      List<String> names = variableNames(connection);
      LakehouseSecrets.ofConnection(lakehouse, connection.name())
          .filter(need -> need.keys().size() == names.size())
          .ifPresent(
              need -> {
                needs.add(need);
                for (int i = 0; i < names.size(); i++) {
                  variables.add(variable(names.get(i), need.secret(), need.keys().get(i)));
                }
              });
    }
    salts.stream()
        .distinct()
        .sorted()
        .forEach(
            secret -> {
              String key = LakehouseSecrets.SALT_KEY;
              needs.add(new SecretNeed(secret, List.of(key), "a column's mask"));
              variables.add(variable(JobEnvironment.salt(secret), secret, key));
            });
    return new JobSecrets(List.copyOf(variables), List.copyOf(needs));
  }

  /** In the order of the keys of the connection's Secret. */
  private static List<String> variableNames(PlanConnection connection) {
    if (connection instanceof PlanConnection.Jdbc jdbc) {
      return Stream.of(jdbc.usernameEnv(), jdbc.passwordEnv()).filter(Objects::nonNull).toList();
    }
    if (connection instanceof PlanConnection.Http http && http.auth() != null) {
      return Stream.of(http.auth().userEnv(), http.auth().secretEnv())
          .filter(Objects::nonNull)
          .toList();
    }
    return List.of();
  }

  private static EnvVar variable(String name, String secret, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(secret)
        .withKey(key)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }
}
