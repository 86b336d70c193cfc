package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.Schedule;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.JobPods;
import dev.lakehouse.operator.workload.MemorySize;
import dev.lakehouse.plan.JobArguments;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The CronJob of a batch source and its first Job; pure. */
final class IngestionResources {
  static final String COMPONENT = "ingestion";
  private static final String CONTAINER = "ingest";

  /** A tick that was missed for longer (a cluster that slept) waits for the next one. */
  private static final long STARTING_DEADLINE_SECONDS = 600;

  /** Without an end a stuck source would block all later ticks, since they don't overlap. */
  private static final long ACTIVE_DEADLINE_SECONDS = 3600;

  /** Reads are exactly once, so trying again costs nothing but time; the next tick also does. */
  private static final int BACKOFF_LIMIT = 1;

  private IngestionResources() {}

  static CronJob cronJob(DataSource source, IngestionInputs inputs) {
    Schedule schedule = source.getSpec().schedule();
    Map<String, String> labels = Labels.of(source, COMPONENT);
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace(source.getMetadata().getNamespace())
        .withName(Names.ingestion(source.getMetadata().getName()))
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule.cron())
        .withTimeZone(schedule.timeZone())
        .withSuspend(Boolean.TRUE.equals(source.getSpec().suspend()))
        .withConcurrencyPolicy("Forbid")
        .withStartingDeadlineSeconds(STARTING_DEADLINE_SECONDS)
        .withSuccessfulJobsHistoryLimit(1)
        .withFailedJobsHistoryLimit(2)
        .withNewJobTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(BACKOFF_LIMIT)
        .withActiveDeadlineSeconds(ACTIVE_DEADLINE_SECONDS)
        .withTemplate(pod(source, inputs, labels))
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
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
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(JobPods.annotations(inputs.workloads()))
        .endMetadata()
        .withSpec(
            JobPods.pod(
                    container(source, inputs),
                    inputs.workloads(),
                    Names.planConfigMap(inputs.compiled().hash()))
                .edit()
                .withRestartPolicy("Never")
                .build())
        .build();
  }

  private static Container container(DataSource source, IngestionInputs inputs) {
    List<String> args = new ArrayList<>(List.of("ingest"));
    args.addAll(sparkSettings(inputs));
    args.addAll(arguments(source));
    List<EnvVar> variables = new ArrayList<>(inputs.secretVariables());
    PodSize size = inputs.workloads().driver();
    String memory = size == null || size.memory() == null ? "1g" : size.memory();
    variables.add(new EnvVarBuilder().withName("LAKEHOUSE_HEAP").withValue(memory).build());
    return JobPods.container(
            CONTAINER, inputs.workloads().image(), inputs.workloads(), variables, args)
        .edit()
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu(size)))
        .addToRequests("memory", MemorySize.podMemory(memory))
        .addToLimits("memory", MemorySize.podMemory(memory))
        .endResources()
        .build();
  }

  /** The Lakehouse's own settings of Spark, which a SparkApplication would carry. */
  private static List<String> sparkSettings(IngestionInputs inputs) {
    Map<String, String> settings = inputs.workloads().sparkConf();
    return settings == null
        ? List.of()
        : new TreeMap<>(settings)
            .entrySet().stream()
                .flatMap(entry -> Stream.of("--conf", entry.getKey() + "=" + entry.getValue()))
                .toList();
  }

  private static String cpu(PodSize size) {
    if (size == null) {
      return "1";
    }
    if (size.cpuRequest() != null) {
      return size.cpuRequest();
    }
    return size.cores() == null ? "1" : size.cores().toString();
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
