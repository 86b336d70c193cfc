package dev.lakehouse.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One call of the tool. */
record Cli(int exitCode, String out, String err) {
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        LakehouseCli.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Cli(commandLine.execute(arguments), out.toString(), err.toString());
  }
}
