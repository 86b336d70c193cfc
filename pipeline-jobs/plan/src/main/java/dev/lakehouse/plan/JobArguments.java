package dev.lakehouse.plan;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * The command line of every job: written by the operator ({@link #toArguments}), read by the jobs
 * (picocli fills the options). One class, so the two can't drift apart.
 */
public final class JobArguments {
  /** Where the operator mounts the plan. */
  public static final String PLAN_PATH = "/etc/lakehouse/plan.json";

  @Option(
      names = "--plan",
      required = true,
      paramLabel = "FILE",
      description = "The plan to execute (JSON).")
  private String plan;

  @Option(
      names = "--report-to",
      paramLabel = "KIND/NAMESPACE/NAME",
      description = "The LakehouseRun or DataSource whose status gets the progress; omitted: log.")
  private String reportTo;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description =
          "The run's fence: greater for each later run; omitted: one past the last commit.")
  private Long sequence;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Which attempt of the run this is, from 1; stands in the reported outcome.")
  private Integer attempt;

  @Option(
      names = "--full-refresh",
      split = ",",
      paramLabel = "TABLE",
      description = "Tables to rebuild from all of their input.")
  private List<String> fullRefresh = new ArrayList<>();

  /** For picocli. */
  public JobArguments() {}

  /**
   * All of a job's arguments.
   *
   * @param reportTo null: progress goes to the log only
   * @param sequence null: one past the last commit
   * @param attempt null: not an attempt of a run
   */
  public static JobArguments of(
      String plan, String reportTo, Long sequence, Integer attempt, List<String> fullRefresh) {
    JobArguments arguments = new JobArguments();
    arguments.plan = plan;
    arguments.reportTo = reportTo;
    arguments.sequence = sequence;
    arguments.attempt = attempt;
    arguments.fullRefresh = List.copyOf(fullRefresh);
    return arguments;
  }

  /** The words of the command line. */
  public List<String> toArguments() {
    List<String> words = new ArrayList<>(List.of("--plan", plan));
    if (reportTo != null) {
      words.addAll(List.of("--report-to", reportTo));
    }
    if (sequence != null) {
      words.addAll(List.of("--sequence", sequence.toString()));
    }
    if (attempt != null) {
      words.addAll(List.of("--attempt", attempt.toString()));
    }
    if (!fullRefresh.isEmpty()) {
      words.addAll(List.of("--full-refresh", String.join(",", fullRefresh)));
    }
    return words;
  }

  /** Path of the plan's file. */
  public String plan() {
    return plan;
  }

  /** {@code KIND/NAMESPACE/NAME}, or null. */
  public String reportTo() {
    return reportTo;
  }

  /** The fence, or null. */
  public Long sequence() {
    return sequence;
  }

  /** The attempt, or null. */
  public Integer attempt() {
    return attempt;
  }

  /** Tables to rebuild, as {@code layer.name}; never null. */
  public List<String> fullRefresh() {
    return List.copyOf(fullRefresh);
  }
}
