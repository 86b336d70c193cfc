package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
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

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results there, too, as the XML that CI servers read.")
  private Path junit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Optional<LocalPlans> plans = LocalJobs.plans(files, spec.commandLine().getErr());
    if (plans.isEmpty()) {
      return LakehouseCli.INVALID;
    }
    List<LocalJob.TestCase> tests = TestFiles.read(files.paths());
    return LocalJobs.run(
        new SparkProcess(),
        "test",
        new LocalJob(plans.get().json(), plans.get().declared(), tests),
        junit == null ? List.of() : List.of("--junit", junit.toAbsolutePath().toString()));
  }
}
