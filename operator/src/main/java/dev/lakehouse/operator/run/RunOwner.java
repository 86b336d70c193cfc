package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.Durations;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.Maintenance;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineSpec;
import dev.lakehouse.api.MedallionPipelineSpec.GoldTable;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.api.Retry;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.SegmentModelSpec;
import dev.lakehouse.api.Timeouts;
import dev.lakehouse.api.Trigger;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What has runs, a MedallionPipeline, SegmentModel or DataSource, seen from its runs. Fields that a
 * spec leaves out have the schema's defaults.
 *
 * @param resource the object itself
 * @param lakehouse name of its Lakehouse
 * @param retryLimit how often a failed attempt is repeated
 * @param backoff wait before the first retry
 * @param startTimeout from an application's creation until its driver runs
 * @param runTimeout from the driver's start until its end
 * @param freshness how old data may become before the owner's tables have it; empty: nobody asks
 * @param connections names of the Lakehouse's connections that its jobs use, sorted
 * @param saltSecrets names of the Secrets that hold its salts, sorted
 * @param execution what executes its attempts
 * @param maintenance how its tables are kept up by schedule; empty: they are not
 */
public record RunOwner(
    HasMetadata resource,
    String lakehouse,
    Trigger trigger,
    boolean suspended,
    int retryLimit,
    Duration backoff,
    Duration startTimeout,
    Duration runTimeout,
    int historyLimit,
    Optional<Duration> freshness,
    Set<String> connections,
    Set<String> saltSecrets,
    Execution execution,
    Optional<Upkept> maintenance) {
  /** What executes an attempt of a run. */
  public enum Execution {
    /** A driver and its executors. */
    SPARK_APPLICATION("SparkApplication"),
    /** One pod with Spark in local mode, as the schedule of a batch source starts it. */
    SPARK_JOB("Job"),
    /** One pod with the consumer of streams. */
    CONSUMER_JOB("Job");

    private final String kind;

    Execution(String kind) {
      this.kind = kind;
    }

    /** Kind of the object that Kubernetes is given. */
    public String kind() {
      return kind;
    }
  }

  private static final int DEFAULT_RETRY_LIMIT = 3;
  private static final int DEFAULT_HISTORY_LIMIT = 10;
  private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(30);
  private static final Duration DEFAULT_START = Duration.ofMinutes(10);
  private static final Duration DEFAULT_RUN = Duration.ofHours(2);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Trigger ON_NEW_DATA =
      new Trigger(new Trigger.OnNewData(null), null, null, null);

  /** A pipeline as owner of runs. */
  public static RunOwner of(MedallionPipeline pipeline) {
    MedallionPipelineSpec spec = pipeline.getSpec();
    return of(
        pipeline,
        spec.lakehouseRef(),
        spec.trigger(),
        spec.suspend(),
        spec.retry(),
        spec.timeouts(),
        spec.historyLimit(),
        orEmpty(spec.gold()).map(GoldTable::freshness).filter(Objects::nonNull),
        orEmpty(spec.gold()).flatMap(gold -> orEmpty(gold.publish())),
        orEmpty(spec.silver())
            .flatMap(silver -> orEmpty(silver.columns()))
            .filter(column -> column.mask() != null)
            .flatMap(column -> column.mask().salt().stream()),
        spec.maintenance());
  }

  /** A model as owner of runs. */
  public static RunOwner of(SegmentModel model) {
    SegmentModelSpec spec = model.getSpec();
    return of(
        model,
        spec.lakehouseRef(),
        spec.retrain(),
        spec.suspend(),
        spec.retry(),
        spec.timeouts(),
        spec.historyLimit(),
        Stream.of(),
        orEmpty(spec.output().publish()),
        Stream.of(),
        spec.maintenance());
  }

  /**
   * A source as owner of runs. People ask for them; the schedule of a batch source that is read by
   * one pod is not made of runs, that of a distributed one is.
   */
  public static RunOwner of(DataSource source) {
    DataSourceSpec spec = source.getSpec();
    Execution execution = execution(spec);
    return new RunOwner(
        source,
        spec.lakehouseRef() == null ? "default" : spec.lakehouseRef().name(),
        execution == Execution.SPARK_APPLICATION
            ? new Trigger(null, spec.schedule(), null, null)
            : new Trigger(null, null, new Trigger.Manual(), null),
        Boolean.TRUE.equals(spec.suspend()),
        retryLimit(spec.retry()),
        backoff(spec.retry()),
        duration(spec.timeouts() == null ? null : spec.timeouts().start(), DEFAULT_START),
        duration(spec.timeouts() == null ? null : spec.timeouts().run(), DEFAULT_RUN),
        Optional.ofNullable(spec.historyLimit()).orElse(DEFAULT_HISTORY_LIMIT),
        Optional.empty(),
        connections(spec),
        Set.of(),
        execution,
        Optional.ofNullable(spec.maintenance()).map(Upkept::of));
  }

  private static int retryLimit(Retry retry) {
    return retry == null || retry.limit() == null ? DEFAULT_RETRY_LIMIT : retry.limit();
  }

  private static Duration backoff(Retry retry) {
    return duration(retry == null ? null : retry.backoff(), DEFAULT_BACKOFF);
  }

  private static Execution execution(DataSourceSpec spec) {
    if (spec.kinesis() != null) {
      return Execution.CONSUMER_JOB;
    }
    return spec.resources() != null && Boolean.TRUE.equals(spec.resources().distributed())
        ? Execution.SPARK_APPLICATION
        : Execution.SPARK_JOB;
  }

  /**
   * Whether the first run doesn't wait for the schedule: a source is read as soon as it is there.
   */
  public boolean beginsAtOnce() {
    return resource instanceof DataSource;
  }

  private static Set<String> connections(DataSourceSpec spec) {
    if (spec.http() != null) {
      return Set.of(spec.http().connection());
    }
    return spec.jdbc() == null ? Set.of() : Set.of(spec.jdbc().connection());
  }

  private static RunOwner of(
      HasMetadata resource,
      ObjectRef lakehouse,
      Trigger trigger,
      Boolean suspend,
      Retry retry,
      Timeouts timeouts,
      Integer historyLimit,
      Stream<String> freshness,
      Stream<PublishTarget> publishes,
      Stream<String> salts,
      Maintenance maintenance) {
    return new RunOwner(
        resource,
        lakehouse == null ? "default" : lakehouse.name(),
        Optional.ofNullable(trigger).orElse(ON_NEW_DATA),
        Boolean.TRUE.equals(suspend),
        retryLimit(retry),
        backoff(retry),
        duration(timeouts == null ? null : timeouts.start(), DEFAULT_START),
        duration(timeouts == null ? null : timeouts.run(), DEFAULT_RUN),
        Optional.ofNullable(historyLimit).orElse(DEFAULT_HISTORY_LIMIT),
        shortest(freshness),
        sorted(publishes.map(PublishTarget::to)),
        sorted(salts),
        Execution.SPARK_APPLICATION,
        Optional.ofNullable(maintenance).map(Upkept::of));
  }

  /** This owner for that run: what reads a stream can't keep up its table, one pod of Spark can. */
  RunOwner executing(LakehouseRun run) {
    return RunMarks.maintains(run) && execution == Execution.CONSUMER_JOB
        ? new RunOwner(
            resource,
            lakehouse,
            trigger,
            suspended,
            retryLimit,
            backoff,
            startTimeout,
            runTimeout,
            historyLimit,
            freshness,
            connections,
            saltSecrets,
            Execution.SPARK_JOB,
            maintenance)
        : this;
  }

  /** Kind of the owner. */
  public String kind() {
    return resource.getKind();
  }

  /** Name of the owner. */
  public String name() {
    return resource.getMetadata().getName();
  }

  /** Kind and name, for people. */
  public String title() {
    return kind() + " " + name();
  }

  /**
   * Value of the annotation by which a person asks for a run; null when nobody does. A stream is
   * read all the time.
   */
  public String runNow() {
    return Optional.ofNullable(resource.getMetadata().getAnnotations())
        .filter(annotations -> execution != Execution.CONSUMER_JOB)
        .map(annotations -> annotations.get(ApiGroup.RUN_NOW_ANNOTATION))
        .filter(value -> !value.isBlank())
        .orElse(null);
  }

  /** Hash of the plan whose breaking changes a person has approved; null when none. */
  String approved() {
    return Optional.ofNullable(resource.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(ApiGroup.APPROVE_ANNOTATION))
        .orElse(null);
  }

  /** Whether that run names this owner. */
  public boolean owns(LakehouseRun run) {
    return RunTarget.of(run).equals(RunTarget.of(resource));
  }

  static Duration duration(String text, Duration otherwise) {
    try {
      return text == null ? otherwise : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      // The compiler tells the user; an active run goes on meanwhile.
      return otherwise;
    }
  }

  private static Optional<Duration> shortest(Stream<String> durations) {
    return durations.map(text -> duration(text, LONGEST)).min(Comparator.naturalOrder());
  }

  private static Set<String> sorted(Stream<String> names) {
    Set<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return sorted;
  }

  private static <T> Stream<T> orEmpty(List<T> list) {
    return list == null ? Stream.of() : list.stream();
  }
}
