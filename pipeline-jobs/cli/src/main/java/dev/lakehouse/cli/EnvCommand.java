package dev.lakehouse.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "env",
    description =
        "Environments of a lake: what ./lakehouse run --env NAME has made beside its tables.",
    mixinStandardHelpOptions = true)
final class EnvCommand {
  private static final String NAME = "Of the environment.";

  @Command(name = "list", description = "Names them, and what became of each table in them.")
  int list(@Mixin LakeOption lake, @Mixin SparkProcess spark) {
    return spark.run(List.of("env-list", "--lake", lake.root));
  }

  @Command(
      name = "promote",
      description =
          "Makes the lake's tables what they are in the environment, each in one commit, with what"
              + " it has read: the next run of the same specs goes on from there.")
  int promote(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Mixin LakeOption lake,
      @Mixin SparkProcess spark,
      @Option(
              names = "--force",
              description =
                  "Also where the lake's table has got other rows since the environment was made;"
                      + " these are given up, and made again from what is in its inputs.")
          boolean force) {
    List<String> arguments = new ArrayList<>(List.of("env-promote", name, "--lake", lake.root));
    if (force) {
      arguments.add("--force");
    }
    return spark.run(arguments);
  }

  @Command(name = "drop", description = "Deletes it; the lake's own tables stay as they are.")
  int drop(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Mixin LakeOption lake,
      @Mixin SparkProcess spark) {
    return spark.run(List.of("env-drop", name, "--lake", lake.root));
  }
}
