package dev.lakehouse.operator.naming;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The names of everything the operator makes; none is ever cut to fit. */
public final class Names {
  /**
   * Leaves room in 63 characters for the attempt ({@code -r20}) and what Spark operators append for
   * a driver's Service ({@code -driver-svc}).
   */
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
   * A run the operator creates. Models have an {@code m} before the number, sources a {@code d}, so
   * that owners of one name don't meet.
   */
  public static String run(HasMetadata owner, long sequence) {
    String mark =
        switch (owner.getKind()) {
          case "SegmentModel" -> "-m";
          case "DataSource" -> "-d";
          default -> "-";
        };
    return owner.getMetadata().getName() + mark + sequence;
  }

  /** The SparkApplication, or Job, of a run's attempt, the first being 1. */
  public static String application(String run, int attempt) {
    return attempt <= 1 ? run : run + "-r" + attempt;
  }

  /**
   * What is wrong with the name of a LakehouseRun that a person created, if anything. Names of the
   * other kinds are checked by the compiler ({@code NameLimits}).
   */
  public static Optional<String> problemOfRun(String name) {
    return name.length() <= MAX_RUN
        ? Optional.empty()
        : Optional.of(
            "metadata.name: '%s' has %d characters, a LakehouseRun can have %d, so that the names of its driver's objects fit; create it with a shorter name"
                .formatted(name, name.length(), MAX_RUN));
  }
}
