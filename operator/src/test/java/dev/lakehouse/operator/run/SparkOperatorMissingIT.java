package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestOperator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator starts without one of the Spark operators, and uses it when it comes. */
@ExtendWith(ApiServer.class)
class SparkOperatorMissingIT {
  private Resource<CustomResourceDefinition> crd;

  @BeforeEach
  void uninstall() {
    assumeFalse(ApiServer.isGiven(), "a CRD is removed, and all its objects with it");
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    KubernetesClient client = ApiServer.client();
    crd =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(
                SparkOperatorMissingIT.class.getResourceAsStream(
                    "/spark-crds/sparkapplications.spark.apache.org.yaml"));
    crd.delete();
    await().until(() -> !client.supports("spark.apache.org/v1", "SparkApplication"));
  }

  @AfterEach
  void install() {
    crd.forceConflicts().serverSideApply();
    await().until(() -> ApiServer.client().supports("spark.apache.org/v1", "SparkApplication"));
  }

  @Test
  void runsWaitForIt() {
    RunsFixture fixture = new RunsFixture();
    try (TestOperator operator = RunsFixture.operator()) {
      fixture.apply(
          RunsFixture.LAKEHOUSE.replace(
              "image: \"lakehouse-jobs:dev\"",
              "image: \"lakehouse-jobs:dev\", sparkBackend: Apache"),
          RunsFixture.SOURCE);
      fixture.ingested("orders", 1);
      fixture.apply(RunsFixture.PIPELINE);
      assertThat(fixture.awaitRun("sales-1", "Progressing", "False", "SparkOperatorMissing"))
          .contains("sparkBackend");
      fixture.awaitPipeline("sales", "Progressing", "False", "SparkOperatorMissing");
      install();
      fixture.awaitApplication(RunsFixture.APACHE, "sales-1");
      assertThat(operator.reconciliations()).isPositive();
    }
  }
}
