package dev.lakehouse.plan;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The part of a job's command line by which quarantined rows are asked once more. */
public final class ReleaseOptions {
  @Option(
      names = "--release-quarantine",
      split = ",",
      paramLabel = "TABLE",
      description = "Silver tables whose quarantined rows are asked the rules of today.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--release-rules",
      split = ",",
      paramLabel = "RULE",
      description = "Of these rows only those that one of these rules refused; omitted: all.")
  private List<String> rules = new ArrayList<>();

  static ReleaseOptions of(List<String> tables, List<String> rules) {
    ReleaseOptions options = new ReleaseOptions();
    options.tables = List.copyOf(tables);
    options.rules = List.copyOf(rules);
    return options;
  }

  List<String> toArguments() {
    List<String> words = new ArrayList<>();
    if (!tables.isEmpty()) {
      words.addAll(List.of("--release-quarantine", String.join(",", tables)));
    }
    if (!rules.isEmpty()) {
      words.addAll(List.of("--release-rules", String.join(",", rules)));
    }
    return words;
  }

  List<String> tables() {
    return List.copyOf(tables);
  }

  List<String> rules() {
    return List.copyOf(rules);
  }
}
