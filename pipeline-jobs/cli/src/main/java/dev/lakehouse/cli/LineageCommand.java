package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "lineage",
    description =
        "Where the columns of a table come from, down to sources, or what becomes of them: from"
            + " what Spark makes of the specs. Needs no data.",
    mixinStandardHelpOptions = true)
final class LineageCommand implements Callable<Integer> {
  /** How it is told. */
  enum Format {
    text,
    mermaid,
    openlineage
  }

  @Parameters(paramLabel = "TABLE", description = "For example gold.customer_features.")
  private String table;

  @Mixin private FilesOption files;
  @Mixin private LakeOption lake;
  @Mixin private SparkProcess spark;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "One column of the table; absent: each of them.")
  private String column;

  @Option(
      names = "--downstream",
      description = "What becomes of them: columns, tables and publishes that change with them.")
  private boolean downstream;

  @Option(
      names = "--format",
      defaultValue = "text",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); openlineage: a job event a line.")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Checked checked = Checked.of(files.read());
    if (!checked.findings().isEmpty()) {
      checked.printFindings(spec.commandLine().getErr());
      return LakehouseCli.INVALID;
    }
    List<String> options = new ArrayList<>(List.of(Tables.checked(table)));
    options.addAll(List.of("--lake", lake.root));
    options.addAll(List.of("--format", format.name().toUpperCase(Locale.ROOT)));
    if (column != null) {
      options.addAll(List.of("--column", column));
    }
    if (downstream) {
      options.add("--downstream");
    }
    List<String> plans =
        checked.compiled().stream()
            .map(object -> PlanCodec.toJson(object.compiled().plan()))
            .toList();
    return LocalJobs.run(spark, "lineage", new LocalJob(plans, List.of(), null), options);
  }
}
