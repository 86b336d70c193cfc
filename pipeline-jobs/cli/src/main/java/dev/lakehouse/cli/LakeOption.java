package dev.lakehouse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the tables of local runs are. */
final class LakeOption {
  @Option(
      names = "--lake",
      defaultValue = ".lakehouse",
      paramLabel = "DIR",
      description = "Folder of the local tables (default: ${DEFAULT-VALUE}).")
  Path folder;
}
