package dev.lakehouse.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of a job's command line by which tables are kept up, or nothing is changed. */
public final class UpkeepOptions {
  @Option(
      names = "--maintain",
      paramLabel = "DURATION",
      description =
          "Keep up the plan's tables instead of running it: compact, cluster, purge and checkpoint"
              + " what needs it, and delete files that nothing of the last so long needs (ISO-8601,"
              + " for example PT168H).")
  private Duration maintain;

  @Option(
      names = "--dry-run",
      description = "Tell what would be done, with what was measured, and change nothing.")
  private boolean dryRun;

  static UpkeepOptions of(Upkeep upkeep) {
    UpkeepOptions options = new UpkeepOptions();
    options.maintain = upkeep.vacuumAfter();
    options.dryRun = upkeep.dryRun();
    return options;
  }

  static UpkeepOptions dry() {
    UpkeepOptions options = new UpkeepOptions();
    options.dryRun = true;
    return options;
  }

  boolean dryRun() {
    return dryRun;
  }

  List<String> toArguments() {
    List<String> words = new ArrayList<>();
    if (maintain != null) {
      words.addAll(List.of("--maintain", maintain.toString()));
    }
    if (dryRun) {
      words.add("--dry-run");
    }
    return words;
  }

  Optional<Upkeep> upkeep() {
    return Optional.ofNullable(maintain).map(after -> new Upkeep(after, dryRun));
  }
}
