package dev.lakehouse.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line tool: what can be done with specs without a cluster. */
@Command(
    name = "lakehouse",
    description = "Checks, explains, runs and tests specs without a cluster.",
    subcommands = {
      PlanCommand.class,
      ValidateCommand.class,
      RunCommand.class,
      TestCommand.class,
      ShowCommand.class,
      ProfileCommand.class,
      LineageCommand.class,
      EnvCommand.class,
      StopCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class LakehouseCli {
  /** A spec is invalid: the same code as that of a job that was given a bad plan. */
  static final int INVALID = 2;

  private LakehouseCli() {}

  /** For picocli and tests. */
  static CommandLine commandLine() {
    return new CommandLine(new LakehouseCli())
        .setExecutionExceptionHandler(
            (exception, command, result) -> {
              if (exception instanceof UserError) {
                command.getErr().println(exception.getMessage());
              } else {
                exception.printStackTrace(command.getErr());
              }
              return 1;
            });
  }

  /** Runs the tool. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
