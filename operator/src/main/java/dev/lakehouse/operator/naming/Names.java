package dev.lakehouse.operator.naming;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The names of everything the operator makes; none is ever cut to fit. */
public final class Names {
  /** Kubernetes appends up to 11 characters to a CronJob's name for its Jobs, within 63. */
  private static final int MAX_CRON_JOB = 52;

  /**
   * Leaves room in 63 characters for the sequence (seven digits), the attempt ({@code -r20}) and
   * what Spark operators append for a driver's Service ({@code -driver-svc}).
   */
  private static final int MAX_OWNER_OF_RUNS = 40;

  /** A run's name, with room for what follows it; see {@link #MAX_OWNER_OF_RUNS}. */
  private static final int MAX_RUN = 48;

  private Names() {}

  /** ConfigMap that holds a plan. */
  public static String planConfigMap(String hash) {
    return "plan-" + hash;
  }

  /** Consumer Deployment or CronJob of a DataSource. */
  public static String ingestion(String dataSource) {
    return dataSource + "-ingest";
  }

  /** The Job that reads a new batch source at once. */
  public static String initialIngestion(String dataSource) {
    return ingestion(dataSource) + "-initial";
  }

  /** Role and RoleBinding of a Lakehouse's jobs. */
  public static String jobsRole(String lakehouse) {
    return "lakehouse-" + lakehouse + "-jobs";
  }

  /**
   * A run the operator creates. Models have an {@code m} before the number, so that a pipeline and
   * a model of one name don't meet.
   */
  public static String run(HasMetadata owner, long sequence) {
    String mark = owner.getKind().equals("SegmentModel") ? "-m" : "-";
    return owner.getMetadata().getName() + mark + sequence;
  }

  /** The SparkApplication of a run's attempt, the first being 1. */
  public static String application(String run, int attempt) {
    return attempt <= 1 ? run : run + "-r" + attempt;
  }

  /** What is wrong with the name of a DataSource, if anything. */
  public static Optional<String> problemOfDataSource(String name) {
    int max = MAX_CRON_JOB - ingestion("").length();
    return tooLong("DataSource", name, max, "CronJob " + ingestion("NAME"));
  }

  /** What is wrong with the name of a MedallionPipeline or SegmentModel, if anything. */
  public static Optional<String> problemOfRunOwner(HasMetadata owner) {
    return tooLong(
        owner.getKind(),
        owner.getMetadata().getName(),
        MAX_OWNER_OF_RUNS,
        "runs and their drivers (NAME-SEQUENCE-driver-svc)");
  }

  /** What is wrong with the name of a LakehouseRun, if anything. */
  public static Optional<String> problemOfRun(String name) {
    return tooLong("LakehouseRun", name, MAX_RUN, "driver (NAME-r20-driver-svc)");
  }

  /** What is wrong with the name of a Lakehouse, if anything. */
  public static Optional<String> problemOfLakehouse(String name) {
    int max = 63 - jobsRole("").length();
    return tooLong("Lakehouse", name, max, "Role " + jobsRole("NAME"));
  }

  private static Optional<String> tooLong(String kind, String name, int max, String children) {
    return name.length() <= max
        ? Optional.empty()
        : Optional.of(
            "metadata.name: '%s' has %d characters, a %s can have %d, so that the names of its %s fit; choose a shorter name"
                .formatted(name, name.length(), kind, max, children));
  }
}
