package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.plan.StopRequest;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Runs that go on until they are asked to stop: those of trigger {@code continuous}. Pure. */
public final class ContinuousRuns {
  /**
   * What the run was made with: how often its driver looks at the inputs, and a hash of what its
   * pods are made of. A run is made once; where the spec asks for something else, the next one has
   * it.
   */
  public static final String ANNOTATION = ApiGroup.NAME + "/continuous";

  /** After running so long the failures before count no more. */
  static final Duration STABLE = Duration.ofMinutes(10);

  /** Where the spec does not say. */
  static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  private static final int HASH_BYTES = 6;

  private ContinuousRuns() {}

  /**
   * A run's end that was asked for.
   *
   * @param since when it was asked; the epoch where that can't be read
   */
  record Stop(Instant since, String why) {}

  /** How often a driver that goes on looks at the inputs; empty: the owner's trigger is another. */
  static Optional<Duration> interval(RunOwner owner) {
    return Optional.ofNullable(owner.trigger().continuous())
        .map(continuous -> RunOwner.duration(continuous.minInterval(), DEFAULT_INTERVAL));
  }

  /** The value of {@link #ANNOTATION} for a run made now; empty: the owner's trigger is another. */
  static Optional<String> settings(RunOwner owner, Workloads workloads) {
    return interval(owner).map(interval -> interval + " " + hash(Serialization.asJson(workloads)));
  }

  /** Whether it goes on. A copy that a person made of such a run is admitted, and ends. */
  static boolean is(LakehouseRun run) {
    return RunMarks.annotation(run, ANNOTATION) != null
        && RunMarks.annotation(run, RunMarks.ADMITTED_ANNOTATION) == null;
  }

  /** How it was asked to stop; empty: it was not. */
  static Optional<Stop> stop(LakehouseRun run) {
    String value = RunMarks.annotation(run, StopRequest.ANNOTATION);
    if (value == null || !is(run)) {
      return Optional.empty();
    }
    int blank = value.indexOf(' ');
    return Optional.of(
        new Stop(
            time(blank < 0 ? value : value.substring(0, blank)),
            blank < 0 ? "it was asked to" : value.substring(blank + 1)));
  }

  /** The value of the annotation that asks it to stop. */
  static String stopText(Instant now, String why) {
    return now.truncatedTo(ChronoUnit.SECONDS) + " " + why;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH; // a person wrote it
    }
  }

  /** Whether it goes on and all of its tables were looked at once: what it tells counts. */
  static boolean tells(LakehouseRun run) {
    List<StepStatus> steps = OwnerVerdicts.steps(run);
    return is(run)
        && RunMarks.active(run)
        && !steps.isEmpty()
        && steps.stream()
            .noneMatch(
                step ->
                    step.state() == StepStatus.State.PENDING
                        || step.state() == StepStatus.State.RUNNING);
  }

  /** The same, and all of its tables are as the spec says. */
  static boolean isWell(LakehouseRun run) {
    return tells(run)
        && OwnerVerdicts.steps(run).stream()
            .noneMatch(step -> step.state() == StepStatus.State.FAILED);
  }

  /** How many micro-batches the run has had; empty for a run that ends by itself. */
  static Optional<String> batches(LakehouseRun run, List<StepStatus> steps) {
    return is(run) && steps != null
        ? Optional.of("%.0f batches".formatted(greatest(steps, "batch")))
        : Optional.empty();
  }

  /** How many it has had, by the newest one of each table. */
  static double batches(LakehouseRun run) {
    return greatest(OwnerVerdicts.steps(run), "batch");
  }

  /** Seconds from a commit to an input until the slowest table of the newest batches had it. */
  static double lagSeconds(LakehouseRun run) {
    return greatest(OwnerVerdicts.steps(run), "lagSeconds");
  }

  private static double greatest(List<StepStatus> steps, String measure) {
    return steps.stream().mapToDouble(step -> measure(step, measure)).max().orElse(0);
  }

  private static double measure(StepStatus step, String name) {
    return step.metrics() == null ? 0 : step.metrics().getOrDefault(name, 0.0);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
