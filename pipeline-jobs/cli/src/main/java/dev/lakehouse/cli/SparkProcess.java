package dev.lakehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Local Spark, in a JVM of its own: what needs no Spark must not wait for its hundreds of jars. The
 * {@code lakehouse} script says which jars these are.
 */
class SparkProcess {
  /** The class path and the JVM options, an argument file of java (each argument on a line). */
  static final String ARGUMENTS = "LAKEHOUSE_SPARK_ARGUMENTS";

  private static final String MAIN = "dev.lakehouse.spark.local.LocalMain";

  /** Runs that command there, with the terminal as it is; returns its exit code. */
  int run(List<String> arguments) {
    String given = System.getenv(ARGUMENTS);
    if (given == null || !Files.isRegularFile(Path.of(given))) {
      throw new UserError(
          "the environment variable "
              + ARGUMENTS
              + " names no file, so Spark can't be started; use ./lakehouse, which sets it");
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("@" + given);
    words.add(MAIN);
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
}
