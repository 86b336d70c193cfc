package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "profile",
    description =
        "Suggests a silver table, its columns and expectations, as YAML, from the rows of a bronze"
            + " table.",
    mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "For example bronze.orders.")
  private String table;

  @Mixin private LakeOption lake;
  @Mixin private SparkProcess spark;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Read the rows from this folder, as run does; absent: from the local table.")
  private Path data;

  @Override
  public Integer call() {
    TableName name = TableName.of(Tables.checked(table));
    if (data == null) {
      return spark.run(List.of("profile", name.toString(), "--lake", lake.root));
    }
    LocalJob.Source source = new DataFolder(data).source(name, LocalPlans.of(List.of()));
    return LocalJobs.run(
        spark,
        "profile",
        new LocalJob(List.of(), List.of(source), null),
        List.of(name.toString(), "--lake", lake.root));
  }
}
