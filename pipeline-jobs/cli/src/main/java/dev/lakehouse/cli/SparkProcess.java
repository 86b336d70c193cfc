package dev.lakehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/**
 * Local Spark, in a JVM of its own: what needs no Spark must not wait for its hundreds of jars. The
 * {@code lakehouse} script says which jars these are. The JVM stays for a while for the next
 * command, see {@link ResidentSpark}.
 */
class SparkProcess {
  /** The class path and the JVM options, an argument file of java (each argument on a line). */
  static final String ARGUMENTS = "LAKEHOUSE_SPARK_ARGUMENTS";

  /** What the other JVM runs. */
  static final String MAIN = "dev.lakehouse.spark.local.LocalMain";

  @Option(
      names = "--no-daemon",
      description =
          "Start Spark for this command only. Otherwise it stays for the next one, for 15 minutes"
              + " after the last or until ./lakehouse stop; never where the variable CI is set.")
  private boolean alone;

  /** Runs that command there, with the terminal as it is; returns its exit code. */
  int run(List<String> arguments) {
    String given = System.getenv(ARGUMENTS);
    if (given == null || !Files.isRegularFile(Path.of(given))) {
      throw new UserError(
          "the environment variable "
              + ARGUMENTS
              + " names no file, so Spark can't be started; use ./lakehouse, which sets it");
    }
    if (!alone && System.getenv().getOrDefault("CI", "").isEmpty()) {
      OptionalInt code = ResidentSpark.of(Path.of(given)).run(arguments);
      if (code.isPresent()) {
        return code.getAsInt();
      }
    }
    List<String> words = java(Path.of(given));
    words.addAll(arguments);
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UserError("Spark can't be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** How to start the JVM; arguments follow. */
  static List<String> java(Path argumentFile) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + argumentFile,
            MAIN));
  }
}
