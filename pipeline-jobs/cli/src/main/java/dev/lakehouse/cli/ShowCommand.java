package dev.lakehouse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Prints rows of a local table.")
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "For example silver.orders.")
  private String table;

  @Mixin private LakeOption lake;
  @Mixin private SparkProcess spark;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The table as it is in that environment.")
  private String environment;

  @Option(names = "--version", paramLabel = "N", description = "Delta version; absent: newest.")
  private Long version;

  @Option(names = "-n", defaultValue = "20", description = "Rows (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Override
  public Integer call() {
    List<String> arguments = new ArrayList<>(List.of("show", Tables.checked(table)));
    arguments.addAll(List.of("--lake", lake.root, "-n", Integer.toString(rows)));
    if (environment != null) {
      arguments.addAll(List.of("--env", environment));
    }
    if (version != null) {
      arguments.addAll(List.of("--version", version.toString()));
    }
    return spark.run(arguments);
  }
}
