package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description =
        "Executes specs on Spark in this machine, into a local folder; publishes nothing. Exit code"
            + " 2 when a spec is invalid, 3 when an expectation failed.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private FilesOption files;
  @Mixin private LakeOption lake;
  @Mixin private SparkProcess spark;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with the rows of bronze tables: orders.csv, .json or .parquet, or a folder orders"
              + " of such files, is bronze.orders. What is not there is read from the files that"
              + " its DataSource names.")
  private Path data;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description =
          "Writes to an environment of the lake: tables of its own, at first shallow clones of the"
              + " lake's. Bronze tables are read where they are. See: env.")
  private String environment;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (environment != null && data != null) {
      throw new UserError(
          "--data and --env don't go together: an environment reads the lake's own bronze tables; load"
              + " data with a run without --env first");
    }
    Optional<LocalPlans> plans = LocalJobs.plans(files, err);
    if (plans.isEmpty() || !LocalJobs.saltsAreSet(plans.get(), System::getenv, err)) {
      return LakehouseCli.INVALID;
    }
    DataFolder folder = new DataFolder(data);
    List<LocalJob.Source> sources =
        environment != null
            ? List.of()
            : plans.get().read().stream().map(table -> folder.source(table, plans.get())).toList();
    List<String> options = new ArrayList<>(List.of("--lake", lake.root));
    if (environment != null) {
      options.addAll(List.of("--env", environment));
    }
    return LocalJobs.run(spark, "run", new LocalJob(plans.get().json(), sources, null), options);
  }
}
