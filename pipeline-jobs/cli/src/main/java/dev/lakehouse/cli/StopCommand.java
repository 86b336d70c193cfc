package dev.lakehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "stop",
    description = "Ends the Spark that stays between commands on this machine.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(ResidentSpark.stop(ResidentFolder.path(System.getenv())));
    return 0;
  }
}
