package dev.lakehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    description = "Says whether specs are valid; exit code 2 when they are not.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Mixin private FilesOption files;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checked checked = Checked.of(files.read());
    if (!checked.findings().isEmpty()) {
      checked.printFindings(spec.commandLine().getErr());
      return LakehouseCli.INVALID;
    }
    spec.commandLine().getOut().println(checked.objects() + " objects are valid");
    spec.commandLine().getOut().flush();
    return 0;
  }
}
