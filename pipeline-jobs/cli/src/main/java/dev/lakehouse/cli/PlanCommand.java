package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description =
        "Shows what specs compile to: steps, edges, publishes; with --lake also what a run would do"
            + " now to the tables that are there. Runs nothing; exit code 2 when a spec is"
            + " invalid.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  /** How plans are shown. */
  enum Output {
    text,
    json,
    mermaid
  }

  @Mixin private FilesOption files;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Option(
      names = "--diff",
      paramLabel = "FILE|DIR",
      description =
          "The specs as they were: shows what changes instead of the plans, what is made anew, what"
              + " breaks, and who reads it.")
  private Path before;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description =
          "Also tells what a run would do now: what is new to read, what is made anew and why, rows"
              + " and bytes, from the logs of this folder's tables, or of a lake that clusters write"
              + " to (s3a://BUCKET/PATH). Needs Spark, which stays for the next command.")
  private String lake;

  @Mixin private SparkProcess spark;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checked checked = Checked.of(files.read());
    if (!checked.findings().isEmpty()) {
      checked.printFindings(spec.commandLine().getErr());
      return LakehouseCli.INVALID;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (before != null) {
      int code = difference(checked, out);
      return code == 0 ? forecast(checked) : code;
    }
    out.print(
        switch (output) {
          case text -> TextReport.of(checked.compiled());
          case json -> JsonReport.of(checked.compiled());
          case mermaid -> MermaidReport.of(checked.compiled());
        });
    out.flush();
    return forecast(checked);
  }

  private int forecast(Checked checked) {
    if (lake == null) {
      return 0;
    }
    LocalPlans plans = LocalPlans.of(checked.compiled());
    LocalJob job = new LocalJob(plans.json(), List.of(), null);
    return LocalJobs.run(spark, "forecast", job, List.of("--lake", lake));
  }

  private int difference(Checked after, PrintWriter out) {
    Checked checked = Checked.of(files.readAt(before));
    if (!checked.findings().isEmpty()) {
      spec.commandLine().getErr().println("the specs of --diff are invalid:");
      checked.printFindings(spec.commandLine().getErr());
      return LakehouseCli.INVALID;
    }
    out.print(DiffReport.of(checked.compiled(), after.compiled()));
    out.flush();
    return 0;
  }
}
