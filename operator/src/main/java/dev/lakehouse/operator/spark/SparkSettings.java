package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec.Executors;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Spark's settings that have to be there before the driver starts; what the engine needs of Delta
 * and S3 it sets itself from the plan, so that a run in a cluster and one on a laptop are the same.
 *
 * <p>Memory overhead is left to Spark: a tenth, at least 384 MiB, so that 640m makes a pod of
 * exactly 1 GiB. The Lakehouse's own settings win over these.
 */
final class SparkSettings {
  static final String DEFAULT_MEMORY = "1g";

  private SparkSettings() {}

  /** Settings that both operators take as they are. */
  static Map<String, String> common(Workloads workloads) {
    Map<String, String> settings = new TreeMap<>();
    // Nobody can reach it, and it keeps every query plan in memory.
    settings.put("spark.ui.enabled", "false");
    settings.putAll(Optional.ofNullable(workloads.sparkConf()).orElse(Map.of()));
    return settings;
  }

  /** Size of the driver, with the defaults of the schema where nothing is said. */
  static PodSize driver(Workloads workloads) {
    PodSize size = Optional.ofNullable(workloads.driver()).orElse(new PodSize(null, null, null));
    return new PodSize(
        Optional.ofNullable(size.cores()).orElse(1),
        size.cpuRequest(),
        Optional.ofNullable(size.memory()).orElse(DEFAULT_MEMORY));
  }

  /** Number and size of executors, with the defaults of the schema where nothing is said. */
  static Executors executors(Workloads workloads) {
    Executors executors =
        Optional.ofNullable(workloads.executors()).orElse(new Executors(null, null, null, null));
    return new Executors(
        Optional.ofNullable(executors.instances()).orElse(2),
        Optional.ofNullable(executors.cores()).orElse(1),
        executors.cpuRequest(),
        Optional.ofNullable(executors.memory()).orElse(DEFAULT_MEMORY));
  }

  static String serviceAccount(Workloads workloads) {
    return Optional.ofNullable(workloads.serviceAccountName()).orElse("lakehouse-jobs");
  }

  static String pullPolicy(Workloads workloads) {
    return Optional.ofNullable(workloads.imagePullPolicy())
        .map(policy -> policy.label())
        .orElse("IfNotPresent");
  }
}
