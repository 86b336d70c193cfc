package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lakehouse and DataSource against a real API server with its controllers. */
@ExtendWith(ApiServer.class)
class DataSourceIT {
  @RegisterExtension
  private static final RunningOperator OPERATOR = RunningOperator.of(SourceFixture::operator);

  private SourceFixture fixture;
  private KubernetesClient client;
  private String namespace;

  @BeforeEach
  void makeNamespace() {
    fixture = new SourceFixture();
    client = fixture.client;
    namespace = fixture.namespace;
  }

  private void apply(String yaml) {
    fixture.apply(yaml);
  }

  private void applySecret(String password) {
    fixture.applySecret(password);
  }

  private void awaitReady(Class<? extends HasMetadata> kind, String name, String reason) {
    await(kind.getSimpleName() + " " + name + " " + reason)
        .untilAsserted(() -> assertThat(ready(kind, name).reason()).isEqualTo(reason));
  }

  private Condition ready(Class<? extends HasMetadata> kind, String name) {
    if (kind.equals(Lakehouse.class)) {
      var status = get(Lakehouse.class, name).getStatus();
      assertThat(status).isNotNull();
      return status.condition("Ready").orElseThrow();
    }
    var status = get(DataSource.class, name).getStatus();
    assertThat(status).isNotNull();
    assertThat(status.condition("Ready")).isPresent();
    return status.condition("Ready").get();
  }

  private <T extends HasMetadata> T get(Class<T> kind, String name) {
    return fixture.get(kind, name);
  }

  private <T extends HasMetadata> T awaitExists(Class<T> kind, String name) {
    return fixture.awaitExists(kind, name);
  }

  /** As the consumer does it: its own field manager, its own field. */
  private void report(String name, String ingestion) {
    fixture.report("DataSource", name, "{ingestion: " + ingestion + "}");
  }

  private List<HasMetadata> children() {
    return Stream.<List<? extends HasMetadata>>of(
            client.resources(Deployment.class).inNamespace(namespace).list().getItems(),
            client.resources(CronJob.class).inNamespace(namespace).list().getItems(),
            client
                .resources(ConfigMap.class)
                .inNamespace(namespace)
                .withLabel("lakehouse.dev/owner")
                .list()
                .getItems())
        .flatMap(List::stream)
        .collect(Collectors.toList());
  }

  @Test
  void aSourceStartsWhenItsLakehouseAppears() {
    apply(Specs.STREAM);
    awaitReady(DataSource.class, "orders", "LakehouseNotFound");
    assertThat(children()).isEmpty();

    applySecret("one");
    apply(Specs.LAKEHOUSE);
    Deployment deployment = awaitExists(Deployment.class, "orders-ingest");
    assertThat(deployment.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("DataSource"));
    awaitReady(Lakehouse.class, "default", "Ready");
    await()
        .untilAsserted(
            () ->
                assertThat(get(Lakehouse.class, "default").getStatus().dataSources()).isEqualTo(1));
    await()
        .untilAsserted(
            () ->
                assertThat(get(DataSource.class, "orders").getStatus().table())
                    .isEqualTo("bronze.orders"));
  }

  /** What the schema lets in and the compiler does not, each with its reason and a word on it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * * | 61 * * * * | InvalidSchedule | 61",
        "Europe/Vienna | Europe/Vienne | InvalidSchedule | Europe/Vienne",
        "connection: crm-db | connection: crm-dp | ConnectionNotFound | crm-db",
        "name: customers | name: customers-customers-customers-customers-customers-customers"
            + " | NameTooLong | 45"
      })
  void aBadSpecIsToldWithItsReason(String good, String bad, String reason, String says) {
    apply(Specs.LAKEHOUSE);
    String yaml = Specs.TABLE.replace(good, bad);
    apply(yaml);
    String name =
        Serialization.unmarshal(yaml, GenericKubernetesResource.class).getMetadata().getName();
    awaitReady(DataSource.class, name, reason);
    assertThat(ready(DataSource.class, name).message()).contains(says);
    assertThat(children().stream().filter(CronJob.class::isInstance)).isEmpty();
  }

  @Test
  void theJobsIdentityIsMadeAndARoleThatVanishedIsMadeAgain() {
    apply(Specs.LAKEHOUSE);
    awaitExists(io.fabric8.kubernetes.api.model.ServiceAccount.class, "lakehouse-jobs");
    var role = io.fabric8.kubernetes.api.model.rbac.Role.class;
    awaitExists(role, "lakehouse-default-jobs");
    awaitExists(io.fabric8.kubernetes.api.model.rbac.RoleBinding.class, "lakehouse-default-jobs");
    client.resources(role).inNamespace(namespace).withName("lakehouse-default-jobs").delete();
    awaitExists(role, "lakehouse-default-jobs");
  }

  @Test
  void aServiceAccountOfSomebodyElseIsNotTouched() {
    apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: lakehouse-jobs, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/x"}}
        """);
    String before =
        get(io.fabric8.kubernetes.api.model.ServiceAccount.class, "lakehouse-jobs")
            .getMetadata()
            .getResourceVersion();
    apply(Specs.LAKEHOUSE);
    awaitExists(io.fabric8.kubernetes.api.model.rbac.RoleBinding.class, "lakehouse-default-jobs");
    awaitReady(Lakehouse.class, "default", "SecretMissing");
    assertThat(
            get(io.fabric8.kubernetes.api.model.ServiceAccount.class, "lakehouse-jobs")
                .getMetadata()
                .getResourceVersion())
        .isEqualTo(before);
  }

  @Test
  void aMissingSecretIsAwaitedAndABatchSourceIsReadAtOnce() {
    apply(Specs.LAKEHOUSE);
    apply(Specs.TABLE);
    awaitReady(DataSource.class, "customers", "SecretMissing");
    awaitReady(Lakehouse.class, "default", "SecretMissing");
    assertThat(get(CronJob.class, "customers-ingest")).isNull();

    applySecret("one");
    CronJob cronJob = awaitExists(CronJob.class, "customers-ingest");
    Job initial = awaitExists(Job.class, "customers-ingest-initial");
    assertThat(initial.getMetadata().getOwnerReferences().get(0).getUid())
        .isEqualTo(cronJob.getMetadata().getUid());
    awaitReady(Lakehouse.class, "default", "Ready");
    awaitReady(DataSource.class, "customers", "AwaitingFirstReport");

    report("customers", "{version: 0, rows: 5, lastCommitTime: '2026-01-01T00:00:00Z'}");
    awaitReady(DataSource.class, "customers", "Ready");
    assertThat(get(DataSource.class, "customers").getStatus().ingestion().rows()).isEqualTo(5);
  }

  /** What only the job can find out: its reports are the words of its own tests. */
  @ParameterizedTest
  @CsvSource({"SourceUnreachable", "SourceNotFound", "AccessDenied", "PlanUnsupported"})
  void whatTheJobReportsOfItsSourceIsToldAndEndsWithTheNextSuccess(String reason) {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.TABLE);
    awaitReady(DataSource.class, "customers", "AwaitingFirstReport");
    report("customers", "{reason: %s, message: 'crm:5432, the job said so'}".formatted(reason));
    awaitReady(DataSource.class, "customers", reason);
    assertThat(ready(DataSource.class, "customers").message()).contains("the job said so");
    report("customers", "{version: 0, rows: 5, lastCommitTime: '2026-01-01T00:00:00Z'}");
    awaitReady(DataSource.class, "customers", "Ready");
  }

  /** The whole of a stream's report is let in by the schema, and becomes conditions and events. */
  @Test
  void lossAndStallOfAStreamAreTold() {
    apply(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""));
    apply(Specs.STREAM);
    awaitReady(DataSource.class, "orders", "AwaitingFirstReport");
    report(
        "orders",
        "{version: 3, rows: 9, shardCount: 2, millisBehindLatest: 75000, reason: Stalled,"
            + " message: 'nothing is committed', stream: {stalledSince: '2026-01-01T00:00:00Z',"
            + " gaps: [{shard: s, from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z',"
            + " millis: 7200000}]}}");
    awaitReady(DataSource.class, "orders", "Stalled");
    await()
        .untilAsserted(
            () ->
                assertThat(client.events().v1().events().inNamespace(namespace).list().getItems())
                    .extracting(event -> event.getReason())
                    .contains("Stalled", "DataLost"));
    assertThat(get(DataSource.class, "orders").getStatus().lag()).isEqualTo("1m");
    assertThat(get(DataSource.class, "orders").getStatus().condition("Complete"))
        .hasValueSatisfying(complete -> assertThat(complete.message()).contains("longest 2h"));
  }

  @Test
  void aChangedSecretRestartsTheConsumer() {
    apply(Specs.LAKEHOUSE.replace("driver:", "envFromSecrets: [{name: crm-db}]\n    driver:"));
    applySecret("one");
    apply(Specs.STREAM);
    Deployment before = awaitExists(Deployment.class, "orders-ingest");
    applySecret("two");
    await()
        .untilAsserted(
            () ->
                assertThat(annotation(get(Deployment.class, "orders-ingest")))
                    .isNotEqualTo(annotation(before)));
  }

  private static String annotation(Deployment deployment) {
    return deployment
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get(ConsumerResources.SECRETS_ANNOTATION);
  }

  @Test
  void theNumberOfConsumersFollowsSpecAndShardsWithoutRestartingThem() {
    apply(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""));
    String stream = Specs.STREAM.replace("stream: orders}", "stream: orders, replicas: {%s}}");
    apply(stream.formatted("min: 2, max: 4"));
    Deployment first = awaitExists(Deployment.class, "orders-ingest");
    assertThat(first.getSpec().getReplicas()).isEqualTo(2);

    report("orders", "{version: 1, shardCount: 1, stream: {replicaCount: 2, shardsWaiting: 0}}");
    await().until(() -> get(Deployment.class, "orders-ingest").getSpec().getReplicas() == 1);
    await()
        .until(
            () -> "Bounds".equals(get(DataSource.class, "orders").getStatus().scaling().reason()));

    report("orders", "{version: 1, shardCount: 8, stream: {replicaCount: 1, shardsWaiting: 0}}");
    apply(stream.formatted("min: 3"));
    await().until(() -> get(Deployment.class, "orders-ingest").getSpec().getReplicas() == 3);
    Deployment last = get(Deployment.class, "orders-ingest");
    assertThat(last.getSpec().getTemplate()).isEqualTo(first.getSpec().getTemplate());
    assertThat(last.getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");

    // What a pod reads, and how, is another matter: they are restarted, one after the other.
    apply(stream.formatted("min: 3").replace("replicas:", "commitInterval: 5s, replicas:"));
    await()
        .until(
            () ->
                !get(Deployment.class, "orders-ingest")
                    .getSpec()
                    .getTemplate()
                    .equals(first.getSpec().getTemplate()));
    assertThat(
            client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> "Scaled".equals(event.getReason()))
                .map(event -> event.getNote()))
        .anyMatch(note -> note.startsWith("From 2 to 1 consumers (Bounds)"));
  }

  @Test
  void childrenThatVanishAreMadeAgainAndSuspendStopsThem() {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.STREAM);
    apply(Specs.TABLE);
    Deployment first = awaitExists(Deployment.class, "orders-ingest");
    awaitExists(CronJob.class, "customers-ingest");
    client.resource(first).delete();
    await()
        .until(
            () -> {
              Deployment now = get(Deployment.class, "orders-ingest");
              return now != null
                  && !now.getMetadata().getUid().equals(first.getMetadata().getUid());
            });

    apply(Specs.STREAM + "  suspend: true\n");
    apply(Specs.TABLE + "  suspend: true\n");
    await().until(() -> get(Deployment.class, "orders-ingest").getSpec().getReplicas() == 0);
    await().until(() -> get(CronJob.class, "customers-ingest").getSpec().getSuspend());
    awaitReady(DataSource.class, "orders", "Suspended");
  }

  @Test
  void aSourceIsSuspendedThoughItsSecretIsGone() {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.TABLE);
    awaitExists(CronJob.class, "customers-ingest");
    client.secrets().inNamespace(namespace).withName("crm-db").delete();
    awaitReady(DataSource.class, "customers", "SecretMissing");

    apply(Specs.TABLE + "  suspend: true\n");
    await().until(() -> get(CronJob.class, "customers-ingest").getSpec().getSuspend());
    awaitReady(DataSource.class, "customers", "Suspended");
  }

  @Test
  void aNewPlanReplacesTheOldOneAndANewKindOfSourceItsChild() {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.STREAM);
    awaitExists(Deployment.class, "orders-ingest");
    List<String> before = plans();
    apply(Specs.STREAM.replace("stream: orders", "stream: orders-2"));
    await().untilAsserted(() -> assertThat(plans()).hasSize(1).isNotEqualTo(before));
    apply(Specs.TABLE.replace("name: customers", "name: orders"));
    awaitExists(CronJob.class, "orders-ingest");
    await().until(() -> get(Deployment.class, "orders-ingest") == null);
  }

  private List<String> plans() {
    return client
        .resources(ConfigMap.class)
        .inNamespace(namespace)
        .withLabel("lakehouse.dev/owner", "orders")
        .list()
        .getItems()
        .stream()
        .map(plan -> plan.getMetadata().getName())
        .toList();
  }

  @Test
  void deletionLeavesNothingBehind() {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.STREAM);
    apply(Specs.TABLE);
    awaitExists(Deployment.class, "orders-ingest");
    awaitExists(Job.class, "customers-ingest-initial");
    client.resources(DataSource.class).inNamespace(namespace).delete();
    await().untilAsserted(() -> assertThat(children()).isEmpty());
    await()
        .untilAsserted(
            () ->
                assertThat(client.resources(Job.class).inNamespace(namespace).list().getItems())
                    .isEmpty());
    await()
        .untilAsserted(
            () -> assertThat(get(Lakehouse.class, "default").getStatus().dataSources()).isZero());
  }

  /**
   * A source that is deleted takes its pods with it and nothing else; created again it is what it
   * was: the same plan of the same table, whose own marks say where to read on.
   */
  @Test
  void aSourceThatIsCreatedAgainGoesOnWhereItStopped() {
    apply(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""));
    apply(Specs.STREAM);
    Deployment before = awaitExists(Deployment.class, "orders-ingest");
    report("orders", "{version: 7, rows: 9, millisBehindLatest: 5000, stream: {replicaCount: 1}}");
    await().untilAsserted(() -> assertThat(metrics()).contains(lag("5.0")));
    String plan = plans().get(0);

    client.resources(DataSource.class).inNamespace(namespace).withName("orders").delete();
    await().until(() -> get(DataSource.class, "orders") == null);
    await().untilAsserted(() -> assertThat(children()).isEmpty());
    await().untilAsserted(() -> assertThat(metrics()).doesNotContain(namespace));

    apply(Specs.STREAM);
    Deployment after = awaitExists(Deployment.class, "orders-ingest");
    assertThat(after.getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
    assertThat(after.getSpec().getTemplate()).isEqualTo(before.getSpec().getTemplate());
    assertThat(plans()).containsExactly(plan);
    // What it had told is gone with it, and is told anew by the consumer, from the table.
    assertThat(get(DataSource.class, "orders").getStatus().ingestion()).isNull();
    report("orders", "{version: 8, rows: 12, millisBehindLatest: 0, stream: {replicaCount: 1}}");
    await().untilAsserted(() -> assertThat(metrics()).contains(lag("0.0")));
  }

  private String lag(String seconds) {
    return "lakehouse_datasource_lag_seconds{name=\"orders\",namespace=\"%s\",} %s"
        .formatted(namespace, seconds);
  }

  private static String metrics() {
    return SourceFixture.PROMETHEUS.scrape();
  }

  @Test
  void whatDoesNotChangeIsNotWritten() throws InterruptedException {
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    apply(Specs.STREAM);
    // Once a year: a schedule that comes due meanwhile changes the CronJob.
    apply(Specs.TABLE.replace("*/15 * * * *", "0 0 1 1 *"));
    Deployment deployment = awaitExists(Deployment.class, "orders-ingest");
    awaitExists(Job.class, "customers-ingest-initial");
    report("orders", "{version: 0, rows: 5}");
    awaitReady(Lakehouse.class, "default", "Ready");
    // No kubelet here: this is the last that Kubernetes' own controllers have to say.
    await()
        .until(
            () ->
                Integer.valueOf(1)
                    .equals(
                        client.resource(deployment).get().getStatus().getUnavailableReplicas()));
    Map<String, String> before = settled();
    for (int i = 0; i < 5; i++) {
      long reconciled = OPERATOR.reconciliations();
      // The Secret's data stays: everybody who names it (the Lakehouse and a source) looks again,
      // and finds nothing to do. (No consumer here reads it: its pod would rightly be restarted.)
      touchSecret(i);
      await().until(() -> OPERATOR.reconciliations() >= reconciled + 2);
    }
    assertThat(settled()).isEqualTo(before);
  }

  private void touchSecret(int i) {
    client
        .resources(Secret.class)
        .inNamespace(namespace)
        .withName("crm-db")
        .edit(
            secret ->
                new SecretBuilder(secret)
                    .editMetadata()
                    .addToAnnotations("touched", Integer.toString(i))
                    .endMetadata()
                    .build());
  }

  private Map<String, String> settled() throws InterruptedException {
    Map<String, String> last = versions();
    for (int quiet = 0; quiet < 4; ) {
      Thread.sleep(250);
      Map<String, String> now = versions();
      quiet = now.equals(last) ? quiet + 1 : 0;
      last = now;
    }
    return last;
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    Stream.<List<? extends HasMetadata>>of(
            children(),
            client.resources(DataSource.class).inNamespace(namespace).list().getItems(),
            client.resources(Lakehouse.class).inNamespace(namespace).list().getItems(),
            client
                .resources(io.fabric8.kubernetes.api.model.rbac.Role.class)
                .inNamespace(namespace)
                .list()
                .getItems(),
            client
                .events()
                .v1()
                .events()
                .inNamespace(namespace)
                .withLabelNotIn("no", "such")
                .list()
                .getItems()
                .stream()
                .filter(event -> "lakehouse-operator".equals(event.getReportingController()))
                .toList())
        .flatMap(List::stream)
        .forEach(
            object ->
                versions.put(
                    object.getKind() + "/" + object.getMetadata().getName(),
                    object.getMetadata().getResourceVersion()));
    return versions;
  }

  @Test
  void eventsTellTransitionsOnce() {
    apply(Specs.STREAM);
    awaitReady(DataSource.class, "orders", "LakehouseNotFound");
    applySecret("one");
    apply(Specs.LAKEHOUSE);
    awaitReady(DataSource.class, "orders", "AwaitingFirstReport");
    List<String> reasons =
        client.events().v1().events().inNamespace(namespace).list().getItems().stream()
            .filter(event -> "orders".equals(event.getRegarding().getName()))
            .filter(event -> "lakehouse-operator".equals(event.getReportingController()))
            .map(event -> event.getReason())
            .toList();
    assertThat(reasons).containsOnlyOnce("LakehouseNotFound").contains("AwaitingFirstReport");
  }
}
