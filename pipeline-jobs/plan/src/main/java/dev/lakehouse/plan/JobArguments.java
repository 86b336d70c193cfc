package dev.lakehouse.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
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

  @Option(
      names = "--ingestion-to",
      paramLabel = "KIND/NAMESPACE/NAME",
      description =
          "The DataSource whose status gets what was ingested, where --report-to names a run.")
  private String ingestionTo;

  @Mixin private BackfillOptions backfill = new BackfillOptions();

  @Option(
      names = "--replay-dead-letters",
      description = "Read the dead letters of a stream's table once more, then end.")
  private boolean replayDeadLetters;

  @Option(
      names = "--rollback",
      split = ",",
      paramLabel = "TABLE=VERSION",
      description =
          "Take these tables back to these versions, and publish them again, instead of running the"
              + " plan.")
  private Map<String, Long> rollback = new LinkedHashMap<>();

  @Option(
      names = "--dry-run",
      description = "Tell what would be done, with what was measured, and change nothing.")
  private boolean dryRun;

  @Mixin private ReleaseOptions release = new ReleaseOptions();

  @Mixin private UpkeepOptions upkeep = new UpkeepOptions();

  @Mixin private ContinuousOptions continuous = new ContinuousOptions();

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

  /**
   * The same, where what was ingested is told to another object than the job's progress.
   *
   * @param target {@code DataSource/NAMESPACE/NAME}
   */
  public JobArguments withIngestionTo(String target) {
    JobArguments arguments = copy();
    arguments.ingestionTo = target;
    return arguments;
  }

  /** The same, for a range of the source instead of what is new in it. */
  public JobArguments withBackfill(BackfillWindow window) {
    JobArguments arguments = copy();
    arguments.backfill = BackfillOptions.of(window);
    return arguments;
  }

  /** The same, for the dead letters of a stream instead of the stream. */
  public JobArguments withDeadLetterReplay() {
    JobArguments arguments = copy();
    arguments.replayDeadLetters = true;
    return arguments;
  }

  /** The same, to take tables back to earlier versions instead of bringing them up to date. */
  public JobArguments withRollback(Map<String, Long> versions) {
    JobArguments arguments = copy();
    arguments.rollback = new LinkedHashMap<>(new TreeMap<>(versions));
    return arguments;
  }

  /** The same, and quarantined rows of those tables are asked once more. */
  public JobArguments withRelease(List<String> tables, List<String> rules) {
    JobArguments arguments = copy();
    arguments.release = ReleaseOptions.of(tables, rules);
    return arguments;
  }

  /** The same, to go on until it is asked to stop. */
  public JobArguments withContinuous(Duration interval) {
    JobArguments arguments = copy();
    arguments.continuous = ContinuousOptions.of(interval);
    return arguments;
  }

  /** The same, to keep tables up instead of bringing them up to date. */
  public JobArguments withUpkeep(Upkeep upkeep) {
    JobArguments arguments = copy();
    arguments.upkeep = UpkeepOptions.of(upkeep);
    arguments.dryRun = upkeep.dryRun();
    return arguments;
  }

  /** The same, to tell what the plan's steps would do instead of doing it. */
  public JobArguments withDryRun() {
    JobArguments arguments = copy();
    arguments.dryRun = true;
    return arguments;
  }

  private JobArguments copy() {
    JobArguments arguments = of(plan, reportTo, sequence, attempt, fullRefresh);
    arguments.ingestionTo = ingestionTo;
    arguments.backfill = backfill;
    arguments.replayDeadLetters = replayDeadLetters;
    arguments.rollback = rollback;
    arguments.dryRun = dryRun;
    arguments.release = release;
    arguments.upkeep = upkeep;
    arguments.continuous = continuous;
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
    if (ingestionTo != null) {
      words.addAll(List.of("--ingestion-to", ingestionTo));
    }
    words.addAll(backfill.toArguments());
    if (replayDeadLetters) {
      words.add("--replay-dead-letters");
    }
    if (!rollback.isEmpty()) {
      words.addAll(
          List.of(
              "--rollback",
              rollback.entrySet().stream()
                  .map(each -> each.getKey() + "=" + each.getValue())
                  .collect(Collectors.joining(","))));
    }
    words.addAll(release.toArguments());
    words.addAll(upkeep.toArguments());
    if (dryRun) {
      words.add("--dry-run");
    }
    words.addAll(continuous.toArguments());
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

  /** {@code DataSource/NAMESPACE/NAME}, or null: told to {@link #reportTo()}. */
  public String ingestionTo() {
    return ingestionTo;
  }

  /**
   * The range of the source to ingest once more; empty: what is new in it.
   *
   * @throws IllegalArgumentException when only one end is given, or they are not in order
   */
  public Optional<BackfillWindow> backfill() {
    return backfill.window();
  }

  /** Whether to read the dead letters of a stream's table once more, and nothing else. */
  public boolean replayDeadLetters() {
    return replayDeadLetters;
  }

  /** Versions to take tables back to, by table; empty: the plan is run. */
  public Map<String, Long> rollback() {
    return Map.copyOf(rollback);
  }

  /** Silver tables whose quarantined rows are asked once more, as {@code layer.name}. */
  public List<String> releaseQuarantine() {
    return release.tables();
  }

  /** The rules that refused these rows; empty: any. */
  public List<String> releaseRules() {
    return release.rules();
  }

  /** How to keep tables up; empty: the plan is run. */
  public Optional<Upkeep> upkeep() {
    return upkeep.upkeep(dryRun);
  }

  /** Whether it is only told what would be done, and nothing changes. */
  public boolean dryRun() {
    return dryRun;
  }

  /** How often inputs are looked at by a job that goes on until asked to stop; empty: it ends. */
  public Optional<Duration> continuous() {
    return continuous.interval();
  }
}
