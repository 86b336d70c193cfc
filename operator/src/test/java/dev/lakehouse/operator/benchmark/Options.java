package dev.lakehouse.operator.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the benchmark is asked to do.
 *
 * @param pipelines how many MedallionPipelines are applied
 * @param perSource how many of them read one DataSource
 * @param workers parallel clients, of those who apply and of the raw writes alike
 * @param idle how long the operator is watched when all is done
 * @param patience after which the benchmark gives up
 * @param javaOptions the operator's, instead of the chart's
 * @param profile where a Java Flight Recording of the operator is written
 * @param report where the report is written besides standard output
 */
record Options(
    int pipelines,
    int perSource,
    int workers,
    Duration idle,
    Duration patience,
    Optional<String> javaOptions,
    Optional<Path> profile,
    Optional<Path> report) {
  private static final String USAGE =
      """
      usage: operator/benchmark [--pipelines 1000] [--per-source 100] [--workers 32] [--idle-seconds 60]
                                [--patience-seconds 900] [--java-options '-Xmx512m'] [--profile FILE.jfr] [--report FILE.md]
      """;

  static Options parse(String... arguments) {
    Options options =
        new Options(
            1000,
            100,
            32,
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException(USAGE);
    }
    for (int i = 0; i < arguments.length; i += 2) {
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--pipelines" ->
          new Options(
              positive(name, value),
              perSource,
              workers,
              idle,
              patience,
              javaOptions,
              profile,
              report);
      case "--per-source" ->
          new Options(
              pipelines,
              positive(name, value),
              workers,
              idle,
              patience,
              javaOptions,
              profile,
              report);
      case "--workers" ->
          new Options(
              pipelines,
              perSource,
              positive(name, value),
              idle,
              patience,
              javaOptions,
              profile,
              report);
      case "--idle-seconds" ->
          new Options(
              pipelines,
              perSource,
              workers,
              seconds(name, value),
              patience,
              javaOptions,
              profile,
              report);
      case "--patience-seconds" ->
          new Options(
              pipelines,
              perSource,
              workers,
              idle,
              seconds(name, value),
              javaOptions,
              profile,
              report);
      case "--java-options" ->
          new Options(
              pipelines, perSource, workers, idle, patience, Optional.of(value), profile, report);
      case "--profile" ->
          new Options(
              pipelines,
              perSource,
              workers,
              idle,
              patience,
              javaOptions,
              Optional.of(Path.of(value)),
              report);
      case "--report" ->
          new Options(
              pipelines,
              perSource,
              workers,
              idle,
              patience,
              javaOptions,
              profile,
              Optional.of(Path.of(value)));
      default -> throw new IllegalArgumentException("unknown option " + name + "\n" + USAGE);
    };
  }

  private static Duration seconds(String name, String value) {
    return Duration.ofSeconds(positive(name, value));
  }

  private static int positive(String name, String value) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " takes a number, not '" + value + "'\n" + USAGE);
    }
    if (number < 1) {
      throw new IllegalArgumentException(name + " takes a number from 1\n" + USAGE);
    }
    return number;
  }
}
