package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Retry;
import dev.lakehouse.api.Schedule;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.run.RunOwner;
import dev.lakehouse.operator.workload.IngestPod;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JobArguments;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The CronJob of a batch source and its first Job; pure. */
final class IngestionResources {
  /** A tick that was missed for longer (a cluster that slept) waits for the next one. */
  private static final long STARTING_DEADLINE_SECONDS = 600;

  /**
   * Where the spec says nothing: reads are exactly once, so trying again costs nothing but time;
   * the next tick also does.
   */
  private static final int BACKOFF_LIMIT = 1;

  /** Of jobs that failed because of their spec or an expectation: the next pod would as well. */
  private static final List<Integer> FINAL_EXIT_CODES =
      Arrays.stream(FailureReason.values())
          .filter(reason -> reason.failureClass() != FailureClass.INFRASTRUCTURE)
          .map(FailureReason::exitCode)
          .filter(code -> code > 1)
          .distinct()
          .sorted()
          .toList();

  private IngestionResources() {}

  static CronJob cronJob(DataSource source, IngestionInputs inputs) {
    Schedule schedule = source.getSpec().schedule();
    RunOwner owner = RunOwner.of(source);
    Map<String, String> labels = Labels.of(source, Labels.INGESTION);
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace(source.getMetadata().getNamespace())
        .withName(Names.ingestion(source.getMetadata().getName()))
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule.cron())
        .withTimeZone(schedule.timeZone())
        .withSuspend(inputs.held() || Boolean.TRUE.equals(source.getSpec().suspend()))
        .withConcurrencyPolicy("Forbid")
        .withStartingDeadlineSeconds(STARTING_DEADLINE_SECONDS)
        .withSuccessfulJobsHistoryLimit(1)
        .withFailedJobsHistoryLimit(2)
        .withNewJobTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(retries(source))
        .withNewPodFailurePolicy()
        .addNewRule()
        .withAction("FailJob")
        .withNewOnExitCodes()
        .withOperator("In")
        .withValues(FINAL_EXIT_CODES)
        .endOnExitCodes()
        .endRule()
        .endPodFailurePolicy()
        // Without an end a stuck source would block all later ticks, since they don't overlap.
        .withActiveDeadlineSeconds(owner.startTimeout().plus(owner.runTimeout()).toSeconds())
        .withTemplate(pod(source, inputs, labels))
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
  }

  private static int retries(DataSource source) {
    Retry retry = source.getSpec().retry();
    return retry == null || retry.limit() == null ? BACKOFF_LIMIT : retry.limit();
  }

  /** The Job that reads a new source at once; the CronJob's, so that it counts as its history. */
  static Job initialJob(DataSource source, CronJob cronJob) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(cronJob.getMetadata().getNamespace())
        .withName(Names.initialIngestion(source.getMetadata().getName()))
        .withLabels(cronJob.getSpec().getJobTemplate().getMetadata().getLabels())
        .addToAnnotations("cronjob.kubernetes.io/instantiate", "manual")
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("CronJob")
        .withName(cronJob.getMetadata().getName())
        .withUid(cronJob.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withSpec(cronJob.getSpec().getJobTemplate().getSpec())
        .build();
  }

  private static PodTemplateSpec pod(
      DataSource source, IngestionInputs inputs, Map<String, String> labels) {
    return IngestPod.of(inputs.pod(labels, arguments(source)));
  }

  /** The command line of a DataSource's jobs, batch and stream. */
  static List<String> arguments(DataSource source) {
    String reportTo =
        String.join(
            "/",
            source.getKind(),
            source.getMetadata().getNamespace(),
            source.getMetadata().getName());
    return JobArguments.of(JobArguments.PLAN_PATH, reportTo, null, null, List.of()).toArguments();
  }
}
