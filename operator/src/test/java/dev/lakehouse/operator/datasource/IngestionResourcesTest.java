package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestionResourcesTest {
  private final DataSource stream = Specs.dataSource(Specs.STREAM);
  private final DataSource table = Specs.dataSource(Specs.TABLE);

  private static void assertRestricted(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    Container container = pod.getContainers().get(0);
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getVolumeMounts().get(0).getReadOnly()).isTrue();
  }

  @Test
  void aTableIsReadByACronJobInSparksLocalMode() {
    CronJob cronJob = IngestionResources.cronJob(table, Observations.inputs(table));
    assertThat(cronJob.getMetadata().getName()).isEqualTo("customers-ingest");
    assertThat(cronJob.getSpec().getSchedule()).isEqualTo("*/15 * * * *");
    assertThat(cronJob.getSpec().getTimeZone()).isEqualTo("Europe/Vienna");
    assertThat(cronJob.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
    assertThat(cronJob.getSpec().getSuspend()).isFalse();
    PodSpec pod = cronJob.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    assertRestricted(pod);
    assertThat(pod.getContainers().get(0).getArgs())
        .containsExactly(
            "ingest",
            "--plan",
            "/etc/lakehouse/plan.json",
            "--report-to",
            "DataSource/crm/customers");
    assertThat(pod.getContainers().get(0).getResources().getLimits().get("memory"))
        .hasToString("896Mi");
    assertThat(pod.getContainers().get(0).getResources().getRequests().get("cpu"))
        .hasToString("200m");
  }

  @Test
  void credentialsComeFromTheSecretAndNowhereElse() {
    CronJob cronJob = IngestionResources.cronJob(table, Observations.inputs(table));
    assertThat(
            cronJob
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv())
        .filteredOn(variable -> variable.getValueFrom() != null)
        .allSatisfy(
            variable ->
                assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("crm-db"))
        .extracting(variable -> variable.getName())
        .containsExactly(
            "LAKEHOUSE_CONNECTION_CRM_DB_USERNAME", "LAKEHOUSE_CONNECTION_CRM_DB_PASSWORD");
  }

  @Test
  void aStreamIsReadByADeployment() {
    Deployment deployment = ConsumerResources.deployment(stream, Observations.inputs(stream));
    assertThat(deployment.getMetadata().getName()).isEqualTo("orders-ingest");
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    assertRestricted(pod);
    assertThat(pod.getContainers().get(0).getImage()).isEqualTo("lakehouse/consumer:dev");
    assertThat(pod.getContainers().get(0).getLivenessProbe().getHttpGet().getPath())
        .isEqualTo("/q/health/live");
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
  }

  @Test
  void anotherVersionOfASecretIsAnotherPodTemplate() {
    var lakehouse = Specs.lakehouse(Specs.LAKEHOUSE);
    Deployment before =
        ConsumerResources.deployment(
            stream, Observations.inputs(stream, lakehouse, Map.of("aws", "7")));
    Deployment after =
        ConsumerResources.deployment(
            stream, Observations.inputs(stream, lakehouse, Map.of("aws", "8")));
    assertThat(after.getSpec().getTemplate()).isNotEqualTo(before.getSpec().getTemplate());
    assertThat(after.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("lakehouse.dev/secret-versions", "aws=8");
  }

  @Test
  void sizeAndTimeAreTheSourcesWhereItSaysThem() {
    DataSource small =
        Specs.dataSource(
            Specs.TABLE
                + "  resources: {cpu: 50m, memory: 256m}\n"
                + "  timeouts: {start: 1m, run: 4m}\n");
    IngestionInputs inputs = Observations.inputs(small);
    var spec = IngestionResources.cronJob(small, inputs).getSpec().getJobTemplate().getSpec();
    assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(300);
    Container container = spec.getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getResources().getRequests().get("cpu")).isEqualTo(new Quantity("50m"));
    assertThat(container.getResources().getLimits().get("memory")).isEqualTo(new Quantity("640Mi"));
    assertThat(container.getEnv())
        .anyMatch(env -> env.getName().equals("LAKEHOUSE_HEAP") && env.getValue().equals("256m"));

    var usual =
        IngestionResources.cronJob(table, Observations.inputs(table))
            .getSpec()
            .getJobTemplate()
            .getSpec();
    assertThat(usual.getActiveDeadlineSeconds()).isEqualTo((10 + 120) * 60);
  }

  @Test
  void aReadingIsTriedAgainAsOftenAsTheSourceSaysUnlessItsSpecIsToBlame() {
    assertThat(job(Specs.TABLE).getBackoffLimit()).isEqualTo(1);
    assertThat(job(Specs.TABLE + "  retry: {backoff: 1m}\n").getBackoffLimit()).isEqualTo(1);
    assertThat(job(Specs.TABLE + "  retry: {limit: 0}\n").getBackoffLimit()).isZero();
    JobSpec five = job(Specs.TABLE + "  retry: {limit: 5}\n");
    assertThat(five.getBackoffLimit()).isEqualTo(5);
    assertThat(five.getPodFailurePolicy().getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getAction()).isEqualTo("FailJob");
              assertThat(rule.getOnExitCodes().getOperator()).isEqualTo("In");
              assertThat(rule.getOnExitCodes().getValues())
                  .containsExactly(
                      FailureReason.PLAN_INVALID.exitCode(),
                      FailureReason.EXPECTATION_FAILED.exitCode())
                  .doesNotContain(FailureReason.SOURCE_UNREACHABLE.exitCode());
            });
  }

  private static JobSpec job(String yaml) {
    DataSource source = Specs.dataSource(yaml);
    return IngestionResources.cronJob(source, Observations.inputs(source))
        .getSpec()
        .getJobTemplate()
        .getSpec();
  }

  @Test
  void suspendStopsBothWithoutDeletingAnything() {
    DataSource stopped = Specs.dataSource(Specs.STREAM + "  suspend: true\n");
    assertThat(
            ConsumerResources.deployment(stopped, Observations.inputs(stopped))
                .getSpec()
                .getReplicas())
        .isZero();
    DataSource paused = Specs.dataSource(Specs.TABLE + "  suspend: true\n");
    assertThat(
            IngestionResources.cronJob(paused, Observations.inputs(paused)).getSpec().getSuspend())
        .isTrue();
  }

  @Test
  void aNewSourceIsReadAtOnceAndOnlyOnce() {
    CronJob cronJob = IngestionResources.cronJob(table, Observations.inputs(table));
    cronJob.getMetadata().setUid("cron-uid");
    Job first = initial(table, Observations.schedule(cronJob)).orElseThrow();
    assertThat(first.getMetadata().getName()).isEqualTo("customers-ingest-initial");
    assertThat(first.getMetadata().getOwnerReferences().get(0).getUid()).isEqualTo("cron-uid");
    assertThat(first.getSpec()).isEqualTo(cronJob.getSpec().getJobTemplate().getSpec());
    assertThat(initial(table, Observations.schedule(cronJob, first))).isEmpty();
    CronJob ticked =
        new CronJobBuilder(cronJob)
            .withNewStatus()
            .withLastScheduleTime("2026-01-01T10:00:00Z")
            .endStatus()
            .build();
    assertThat(initial(table, Observations.schedule(ticked))).isEmpty();
    DataSource suspended = Specs.dataSource(Specs.TABLE + "  suspend: true\n");
    assertThat(initial(suspended, Observations.schedule(cronJob))).isEmpty();
  }

  private static Optional<Job> initial(DataSource source, DataSourceObserved.Children children) {
    return InitialIngestion.decide(source, Observations.valid(source, children));
  }
}
