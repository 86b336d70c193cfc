package dev.lakehouse.storage;

import java.util.Map;

/** The settings by which Spark and Delta Kernel take {@link ConditionalPutLogStore}. */
public final class LogStoreSettings {
  private static final String STORE = ConditionalPutLogStore.class.getName();

  private LogStoreSettings() {}

  /** For Spark's configuration. */
  public static Map<String, String> spark() {
    return Map.of(
        "spark.delta.logStore.s3a.impl", STORE,
        "spark.delta.logStore.file.impl", STORE);
  }

  /** For the Hadoop configuration that Delta Kernel's default engine gets. */
  public static Map<String, String> kernel() {
    return Map.of(
        "io.delta.kernel.logStore.s3a.impl", STORE,
        "io.delta.kernel.logStore.file.impl", STORE);
  }
}
