package dev.lakehouse.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of a job's command line by which tables are kept up. */
public final class UpkeepOptions {
  @Option(
      names = "--maintain",
      paramLabel = "DURATION",
      description =
          "Keep up the plan's tables instead of running it: compact, cluster, purge and checkpoint"
              + " what needs it, and delete files that nothing of the last so long needs (ISO-8601,"
              + " for example PT168H).")
  private Duration maintain;

  static UpkeepOptions of(Upkeep upkeep) {
    UpkeepOptions options = new UpkeepOptions();
    options.maintain = upkeep.vacuumAfter();
    return options;
  }

  List<String> toArguments() {
    return maintain == null ? List.of() : List.of("--maintain", maintain.toString());
  }

  Optional<Upkeep> upkeep(boolean dryRun) {
    return Optional.ofNullable(maintain).map(after -> new Upkeep(after, dryRun));
  }
}
