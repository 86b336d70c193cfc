package dev.lakehouse.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.workspace.SecretNeed;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSecretsTest {
  private static Lakehouse lakehouse(String auth) {
    String api = "- {name: api, http: {url: 'https://api.example.com', auth: %s}}".formatted(auth);
    return Specs.lakehouse(Specs.LAKEHOUSE.replaceFirst("- [{]name: crm-db.*", api));
  }

  private static RunPlan plan(HttpAuth.Type type, boolean user) {
    HttpAuth auth = new HttpAuth(type, user ? "USER" : null, "SECRET", null, null, null);
    return new RunPlan(
        RunPlan.FORMAT_VERSION,
        new RunPlan.PlanOwner("DataSource", "crm", "contacts"),
        new RunPlan.Lake("s3a://lake/crm", null, null, RunPlan.Endpoints.AWS),
        List.of(new PlanConnection.Http("api", "https://api.example.com", auth, null)),
        List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BEARER | {type: Bearer, credentialsSecret: s} | SECRET=s.token",
        "HEADER | {type: Header, credentialsSecret: s, header: X-Key} | SECRET=s.key",
        "BASIC | {type: Basic, credentialsSecret: s} | USER=s.username SECRET=s.password",
        "OAUTH2 | {type: OAuth2, credentialsSecret: s, tokenUrl: 'https://t'} | USER=s.clientId SECRET=s.clientSecret"
      },
      quoteCharacter = '`')
  void theSecretOfAnApiFillsTheVariablesThatThePlanNames(
      HttpAuth.Type type, String auth, String variables) {
    boolean user = variables.contains("USER");
    JobSecrets secrets = JobSecrets.of(plan(type, user), lakehouse(auth), List.of());
    assertThat(
            secrets.variables().stream()
                .map(
                    variable ->
                        variable.getName()
                            + "="
                            + variable.getValueFrom().getSecretKeyRef().getName()
                            + "."
                            + variable.getValueFrom().getSecretKeyRef().getKey()))
        .containsExactly(variables.split(" "));
    assertThat(secrets.needs())
        .singleElement()
        .extracting(SecretNeed::secret, SecretNeed::user)
        .containsExactly("s", "connection 'api'");
  }
}
