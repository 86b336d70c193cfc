package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.spark.SparkSessions;
import dev.lakehouse.spark.environment.Environments;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * The lake that a command of the author's works on: a folder of this machine, or one that clusters
 * write to, as {@code s3a://bucket/path}.
 *
 * @param settings region and endpoints of it, as the plans say that name the same lake
 */
record LocalLake(String root, RunPlan.Lake settings) {
  private static final String HADOOP = "spark.hadoop.";

  /** The lake of that name. */
  static LocalLake of(String text) {
    String root = isRemote(text) ? text : Path.of(text).toAbsolutePath().toString();
    return new LocalLake(root, new RunPlan.Lake(root, null, null, RunPlan.Endpoints.AWS));
  }

  /** The same; what the job's plans say of it counts. */
  static LocalLake of(String text, LocalJob job) {
    LocalLake lake = of(text);
    return job.plans().stream()
        .map(plan -> PlanCodec.fromJson(plan).lake())
        .filter(lake::is)
        .findFirst()
        .map(said -> new LocalLake(lake.root(), said))
        .orElse(lake);
  }

  private static boolean isRemote(String text) {
    return text.matches("[a-z][a-z0-9+.-]*://.+");
  }

  /** Whether it is no folder of this machine. */
  boolean isRemote() {
    return isRemote(root);
  }

  private boolean is(RunPlan.Lake other) {
    return withoutSlash(other.root()).equals(withoutSlash(root));
  }

  private static String withoutSlash(String text) {
    return text.replaceFirst("/+$", "");
  }

  /**
   * The plan with its tables in this lake. A plan of this very lake stays as it is: its steps are
   * then known to be those that the cluster runs.
   */
  RunPlan in(String json) {
    RunPlan plan = PlanCodec.fromJson(json);
    return is(plan.lake())
        ? plan
        : new RunPlan(
            plan.formatVersion(), plan.owner(), settings, plan.connections(), plan.steps());
  }

  /** Its environments. */
  Environments environments() {
    return new Environments(root, hadoop());
  }

  /** How its files are reached without a Spark. */
  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    SparkSessions.defaults(settings)
        .forEach(
            (key, value) -> {
              if (key.startsWith(HADOOP)) {
                hadoop.set(key.substring(HADOOP.length()), value);
              }
            });
    return hadoop;
  }
}
