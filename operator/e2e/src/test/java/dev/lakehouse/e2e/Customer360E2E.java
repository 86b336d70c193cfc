package dev.lakehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The demo's road. The demo itself compares the warehouse with what the feed says must come out,
 * after each batch; here the rest is looked at, and things are broken. In order, because one demo
 * serves all.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Customer360E2E {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final String REBUILD =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: LakehouseRun
      metadata: {name: killed}
      spec:
        pipelineRef: {name: customer-360}
        fullRefresh: [silver.customers, silver.orders, silver.line_items]
      """;

  private static Demo demo;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    demo = Demo.started();
    client = demo.client();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  @Order(1)
  void everyObjectIsReadyForItsNewestGeneration() {
    List.of(Lakehouse.class, DataSource.class, MedallionPipeline.class, SegmentModel.class)
        .forEach(kind -> await().atMost(PATIENCE).untilAsserted(() -> assertReady(list(kind))));
  }

  private static void assertReady(List<? extends CustomResource<?, ?>> objects) {
    assertThat(objects)
        .isNotEmpty()
        .allSatisfy(
            object -> {
              ConditionedStatus status = (ConditionedStatus) object.getStatus();
              assertThat(status.condition(ConditionTypes.READY).orElseThrow().status())
                  .isEqualTo("True");
              assertThat(status.observedGeneration())
                  .isEqualTo(object.getMetadata().getGeneration());
            });
  }

  @Test
  @Order(2)
  void bronzeHasEachRecordOnceAndTheBrokenOnesAreDeadLetters() throws IOException {
    JsonNode expected = demo.expected();
    assertThat(ingestion("customers").rows()).isEqualTo(expected.get("bronzeCustomers").asLong());
    assertThat(ingestion("line-items").rows()).isEqualTo(expected.get("lineItems").asLong());
    assertThat(ingestion("orders").rows()).isEqualTo(expected.get("bronzeOrders").asLong());
    assertThat(ingestion("orders").deadLetters()).isEqualTo(expected.get("deadLetters").asLong());
  }

  @Test
  @Order(3)
  void aTableThatAPersonLetsRebuildIsTheSameAgain() throws IOException {
    LakehouseRun refresh = create(Files.readString(demo.example("runs/full-refresh.yaml")));
    await()
        .atMost(PATIENCE)
        .until(() -> phase(client.resource(refresh).get()), RunPhase.SUCCEEDED::equals);
    demo.assertWarehouseIsAsExpected();
    // Rebuilt from all of its input, the table saw each order without a price once.
    ExpectationResult priced =
        step(client.resource(refresh).get(), "silver.orders").orElseThrow().expectations().stream()
            .filter(result -> result.name().equals("priced"))
            .findFirst()
            .orElseThrow();
    assertThat(priced.violations()).isEqualTo(demo.expected().get("quarantined").asLong());
  }

  @Test
  @Order(4)
  void aConsumerThatSomebodyDeletedIsBackAndGoesOn() {
    Deployment before = consumer().orElseThrow();
    client.resource(before).delete();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(consumer())
                    .hasValueSatisfying(
                        now -> {
                          assertThat(now.getMetadata().getUid())
                              .isNotEqualTo(before.getMetadata().getUid());
                          assertThat(now.getStatus().getReadyReplicas()).isEqualTo(1);
                        }));
  }

  @Test
  @Order(5)
  void aRunWhoseDriverIsKilledHalfwayEndsWell() throws IOException {
    LakehouseRun rebuild = create(REBUILD);
    Pod driver =
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .until(() -> driverHalfway(rebuild), Optional::isPresent)
            .orElseThrow();
    client.resource(driver).withGracePeriod(0).delete();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              LakehouseRun run = client.resource(rebuild).get();
              assertThat(phase(run)).isEqualTo(RunPhase.SUCCEEDED);
              assertThat(run.getStatus().attempt()).isGreaterThan(1);
            });
    demo.assertWarehouseIsAsExpected();
  }

  @Test
  @Order(6)
  void jobsRunAsAnyUser() {
    CronJob schedule =
        client
            .batch()
            .v1()
            .cronjobs()
            .inNamespace(Demo.NAMESPACE)
            .withName("line-items-ingest")
            .get();
    Job read =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace(Demo.NAMESPACE)
            .withName("line-items-by-anybody")
            .endMetadata()
            .withSpec(schedule.getSpec().getJobTemplate().getSpec())
            .editSpec()
            .editTemplate()
            .editSpec()
            .editSecurityContext()
            .withRunAsUser(1_000_650_000L)
            .endSecurityContext()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(read).create();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(client.resource(read).get().getStatus().getSucceeded()).isEqualTo(1));
  }

  @Test
  @Order(7)
  void sourcesThatCanNotBeReadSayWhy() throws IOException {
    try (InputStream manifests = getClass().getResourceAsStream("/sources-that-fail.yaml")) {
      client.load(manifests).inNamespace(Demo.NAMESPACE).create();
    }
    Map<String, String> reasons =
        Map.of(
            "no-stream", "SourceNotFound",
            "no-bucket", "SourceNotFound",
            "no-database", "SourceUnreachable",
            "no-entry", "AccessDenied");
    reasons.forEach(
        (name, reason) ->
            await()
                .atMost(PATIENCE)
                .untilAsserted(
                    () ->
                        assertThat(
                                Optional.ofNullable(source(name).getStatus())
                                    .flatMap(status -> status.condition(ConditionTypes.READY)))
                            .as(name)
                            .hasValueSatisfying(
                                ready -> {
                                  assertThat(ready.status()).isEqualTo("False");
                                  assertThat(ready.reason()).isEqualTo(reason);
                                  assertThat(ready.message())
                                      .isNotBlank()
                                      .doesNotContain("not-the-password");
                                })));
    reasons.keySet().forEach(name -> client.resource(source(name)).delete());
  }

  @Test
  @Order(8)
  void deletingAPipelineKeepsItsTables() throws IOException {
    MedallionPipeline pipeline = pipeline();
    client.resource(pipeline).delete();
    await().atMost(PATIENCE).until(() -> pipeline() == null);
    demo.assertWarehouseIsAsExpected();
    pipeline.getMetadata().setResourceVersion(null);
    pipeline.getMetadata().setUid(null);
    pipeline.setStatus(null);
    client.resource(pipeline).create();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(pipeline().getStatus()).isNotNull();
              assertThat(pipeline().getStatus().lastRun())
                  .isNotNull()
                  .satisfies(run -> assertThat(run.phase()).isEqualTo(RunPhase.SUCCEEDED));
            });
    demo.assertWarehouseIsAsExpected();
  }

  private static <T extends CustomResource<?, ?>> List<T> list(Class<T> kind) {
    return client.resources(kind).inNamespace(Demo.NAMESPACE).list().getItems();
  }

  private static MedallionPipeline pipeline() {
    return client
        .resources(MedallionPipeline.class)
        .inNamespace(Demo.NAMESPACE)
        .withName("customer-360")
        .get();
  }

  private static Optional<Deployment> consumer() {
    return client.apps().deployments().inNamespace(Demo.NAMESPACE).list().getItems().stream()
        .filter(deployment -> deployment.getMetadata().getName().startsWith("orders"))
        .findFirst();
  }

  private static IngestionStatus ingestion(String source) {
    return source(source).getStatus().ingestion();
  }

  private static DataSource source(String name) {
    return client.resources(DataSource.class).inNamespace(Demo.NAMESPACE).withName(name).get();
  }

  private static LakehouseRun create(String manifest) {
    return client
        .resources(LakehouseRun.class)
        .inNamespace(Demo.NAMESPACE)
        .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
        .create();
  }

  private static RunPhase phase(LakehouseRun run) {
    return run.getStatus() == null ? null : run.getStatus().phase();
  }

  private static Optional<StepStatus> step(LakehouseRun run, String name) {
    return run.getStatus().steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }

  /** The run's driver, once it has committed a table and has others still to do. */
  private static Optional<Pod> driverHalfway(LakehouseRun created) {
    LakehouseRun run = client.resource(created).get();
    List<StepStatus> steps =
        run.getStatus() == null || run.getStatus().steps() == null
            ? List.of()
            : run.getStatus().steps();
    boolean halfway =
        steps.stream().anyMatch(step -> step.state() == StepStatus.State.SUCCEEDED)
            && steps.stream().anyMatch(step -> step.state() != StepStatus.State.SUCCEEDED);
    return halfway
        ? Optional.ofNullable(
            client
                .pods()
                .inNamespace(Demo.NAMESPACE)
                .withName(run.getStatus().application() + "-driver")
                .get())
        : Optional.empty();
  }
}
