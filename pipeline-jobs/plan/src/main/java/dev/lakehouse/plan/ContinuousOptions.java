package dev.lakehouse.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of a job's command line by which it goes on in micro-batches. */
public final class ContinuousOptions {
  @Option(
      names = "--continuous",
      paramLabel = "DURATION",
      description =
          "Go on until asked to stop: look at the inputs this often, and run the steps whose inputs"
              + " moved (ISO-8601, for example PT1S).")
  private Duration interval;

  static ContinuousOptions of(Duration interval) {
    ContinuousOptions options = new ContinuousOptions();
    options.interval = interval;
    return options;
  }

  List<String> toArguments() {
    return interval == null ? List.of() : List.of("--continuous", interval.toString());
  }

  Optional<Duration> interval() {
    return Optional.ofNullable(interval);
  }
}
