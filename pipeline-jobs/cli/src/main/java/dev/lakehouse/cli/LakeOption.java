package dev.lakehouse.cli;

import picocli.CommandLine.Option;

/** Where the tables are that a command is about. */
final class LakeOption {
  @Option(
      names = "--lake",
      defaultValue = ".lakehouse",
      paramLabel = "DIR",
      description =
          "Folder of the local tables (default: ${DEFAULT-VALUE}), or a lake that clusters write to"
              + " (s3a://BUCKET/PATH), which no command writes to but run --env and env.")
  String root;
}
