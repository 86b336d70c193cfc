package dev.lakehouse.operator.benchmark;

import dev.lakehouse.operator.cluster.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Under which the figures were taken. */
final class Conditions {
  private Conditions() {}

  static String text(Options options, String operatorOptions, double loadBefore) {
    return """
    Conditions: %d cores (%s), all processes on this machine; load average before: %.2f; Java %s, operator's options: %s; \
    benchmark and stub in one process with %d MiB heap at most; API server %s with etcd without fsync; %d clients; \
    %d pipelines to a DataSource, all in one namespace.\
    """
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            loadBefore,
            System.getProperty("java.version"),
            operatorOptions,
            Runtime.getRuntime().maxMemory() / (1024 * 1024),
            ApiServer.client().getKubernetesVersion().getGitVersion(),
            options.workers(),
            options.perSource());
  }

  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
