package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "test",
    description =
        "Runs the unit tests of specs, YAML files in folders named tests, on Spark in this machine."
            + " Exit code 3 when one fails.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Mixin private FilesOption files;
  @Mixin private SparkProcess spark;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results there, too, as the XML that CI servers read.")
  private Path junit;

  @Option(
      names = "--watch",
      description =
          "Run them again whenever a file there is changed, made or deleted, until Ctrl-C.")
  private boolean watch;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!watch) {
      return once();
    }
    PrintWriter out = spec.commandLine().getOut();
    WatchedFiles watched = new WatchedFiles(files.paths());
    while (true) {
      try {
        once();
      } catch (UserError e) {
        spec.commandLine().getErr().println(e.getMessage());
      }
      out.println("waiting for a change below " + files.paths());
      out.flush();
      watched.awaitChange();
    }
  }

  private int once() {
    Optional<LocalPlans> plans = LocalJobs.plans(files, spec.commandLine().getErr());
    if (plans.isEmpty()) {
      return LakehouseCli.INVALID;
    }
    List<LocalJob.TestCase> tests = TestFiles.read(files.paths());
    return LocalJobs.run(
        spark,
        "test",
        new LocalJob(plans.get().json(), plans.get().declared(), tests),
        junit == null ? List.of() : List.of("--junit", junit.toAbsolutePath().toString()));
  }
}
