package dev.lakehouse.operator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How far {@code kubectl apply --dry-run=server} reaches: to what the schemas know. What an object
 * means together with others, its SQL above all, is for {@code ./lakehouse validate} and plan.
 */
@ExtendWith(ApiServer.class)
class DryRunIT {
  private static final String PIPELINE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: MedallionPipeline
      metadata: {name: dry}
      spec:
        gold: [{name: totals, keys: [id], sql: "SELECT id, count(*) AS n FROM silver.orders GROUP BY id"}]
      """;

  private static String namespace;

  @BeforeAll
  static void makeNamespace() {
    namespace = ApiServer.newNamespace("dry-run");
  }

  /** As kubectl does it: fields that are not in the schema are refused. */
  private static void dryRun(String yaml) {
    ApiServer.client()
        .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .forceConflicts()
        .serverSideApply();
  }

  private static int pipelines() {
    return ApiServer.client()
        .genericKubernetesResources("lakehouse.dev/v1alpha1", "MedallionPipeline")
        .inNamespace(namespace)
        .list()
        .getItems()
        .size();
  }

  @Test
  void findsNamesTypesValuesAndRulesOfTheSchema() {
    assertThatThrownBy(() -> dryRun(PIPELINE.replace("keys:", "key:")))
        .hasMessageContaining(".key");
    assertThatThrownBy(() -> dryRun(PIPELINE.replace("[id]", "id")))
        .hasMessageContaining("spec.gold");
    assertThatThrownBy(() -> dryRun(PIPELINE.replace("keys:", "refresh: Sometimes, keys:")))
        .hasMessageContaining("Unsupported value: \"Sometimes\"");
    assertThatThrownBy(() -> dryRun(PIPELINE.replace("keys: [id]", "refresh: Incremental")))
        .hasMessageContaining("needs keys for refresh Incremental");
    assertThat(pipelines()).isZero();
  }

  @Test
  void findsAChangeThatIsNotAllowedAndLeavesTheObject() {
    ApiServer.client()
        .resource(Serialization.unmarshal(Specs.LAKEHOUSE, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .create();
    assertThatThrownBy(() -> dryRun(Specs.LAKEHOUSE.replace("s3a://lake/crm", "s3a://lake/other")))
        .hasMessageContaining("can't be changed: the tables would be left behind");
    assertThatCode(() -> dryRun(Specs.LAKEHOUSE)).doesNotThrowAnyException();
  }

  @Test
  void knowsNothingOfSqlAndOfOtherObjectsAndWritesNothing() {
    assertThatCode(() -> dryRun(PIPELINE)).as("of no known table").doesNotThrowAnyException();
    assertThatCode(() -> dryRun(PIPELINE.replace("SELECT", "SELEC"))).doesNotThrowAnyException();
    assertThat(pipelines()).isZero();
  }
}
