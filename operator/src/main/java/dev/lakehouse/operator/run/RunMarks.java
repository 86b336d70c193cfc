package dev.lakehouse.operator.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.RunPhase;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What labels and annotations of a LakehouseRun say. Pure. */
public final class RunMarks {
  /** Why the operator started the run: a {@link RunCause}. */
  public static final String CAUSE_ANNOTATION = ApiGroup.NAME + "/cause";

  /**
   * The time of the schedule that a run serves. The run's creation time won't do: it is told by the
   * API server's clock, and where that is late the same time would be served twice.
   */
  public static final String DUE_ANNOTATION = ApiGroup.NAME + "/due";

  /** Versions of the tables from outside when the run was admitted, as JSON by table. */
  public static final String INPUTS_ANNOTATION = ApiGroup.NAME + "/inputs";

  /** On a run of mode Plan: how the spec differs from that of the last run that succeeded. */
  public static final String CHANGE_ANNOTATION = ApiGroup.NAME + "/change";

  /**
   * UID of a run that a person created, when it was admitted. A copy of the run made with kubectl
   * has the labels too, but another UID, and is admitted anew.
   */
  public static final String ADMITTED_ANNOTATION = ApiGroup.NAME + "/admitted";

  /** Oldest first; the name decides between runs of one second. */
  public static final Comparator<LakehouseRun> OLDEST_FIRST =
      Comparator.comparing(
              (LakehouseRun run) -> run.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(run -> run.getMetadata().getName());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, Long>> VERSIONS = new TypeReference<>() {};

  private RunMarks() {}

  /**
   * A run's turn.
   *
   * @param sequence among the runs of its owner; the fence of its commits
   * @param plan hash of the plan it executes
   */
  public record Admission(long sequence, String plan) {}

  /** The run's turn, once it has one. */
  public static Optional<Admission> admission(LakehouseRun run) {
    String sequence = label(run, ApiGroup.SEQUENCE_LABEL);
    String plan = label(run, ApiGroup.PLAN_LABEL);
    if (sequence == null || plan == null || !sequence.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return isGenuine(run, sequence)
        ? Optional.of(new Admission(Long.parseLong(sequence), plan))
        : Optional.empty();
  }

  /** Made by the operator under the name that goes with the number, or admitted by it. */
  private static boolean isGenuine(LakehouseRun run, String sequence) {
    String owner = label(run, ApiGroup.OWNER_LABEL);
    String name = run.getMetadata().getName();
    boolean named =
        Stream.of("-", "-m", "-d").anyMatch(mark -> name.equals(owner + mark + sequence));
    return (named && annotation(run, CAUSE_ANNOTATION) != null)
        || (run.getMetadata().getUid() != null
            && run.getMetadata().getUid().equals(annotation(run, ADMITTED_ANNOTATION)));
  }

  /** How far the run is; Queued before its first status. */
  public static RunPhase phase(LakehouseRun run) {
    return run.getStatus() == null || run.getStatus().phase() == null
        ? RunPhase.QUEUED
        : run.getStatus().phase();
  }

  /** Whether it ended. */
  public static boolean ended(LakehouseRun run) {
    return phase(run).ended();
  }

  /** Whether it only tells what would be run; it occupies nobody, and may be beside others. */
  public static boolean planOnly(LakehouseRun run) {
    return dry(run) && !maintains(run);
  }

  /** Whether its plan is written down without a job: what a source has, only reading it tells. */
  static boolean describes(LakehouseRun run) {
    return planOnly(run) && run.getSpec().dataSourceRef() != null;
  }

  /** Whether it keeps tables up; it brings none up to date. */
  public static boolean maintains(LakehouseRun run) {
    return Boolean.TRUE.equals(run.getSpec().maintenance());
  }

  /** Whether it changes nothing. */
  static boolean dry(LakehouseRun run) {
    return run.getSpec().mode() == LakehouseRunSpec.Mode.PLAN;
  }

  /** Whether it brings tables up to date: what its owner remembers as its runs. */
  static boolean refreshes(LakehouseRun run) {
    return !planOnly(run) && !maintains(run);
  }

  /** Whether it occupies its owner: admitted, executes, and did not end. */
  public static boolean active(LakehouseRun run) {
    return !planOnly(run) && !ended(run) && admission(run).isPresent();
  }

  /** Versions of the tables from outside when it was admitted; empty when not known. */
  public static SortedMap<String, Long> inputs(LakehouseRun run) {
    String json = annotation(run, INPUTS_ANNOTATION);
    try {
      return json == null ? new TreeMap<>() : JSON.readValue(json, VERSIONS);
    } catch (JsonProcessingException e) {
      return new TreeMap<>(); // somebody wrote it by hand: as if it were not there
    }
  }

  /** The text of {@link #INPUTS_ANNOTATION}. */
  static String inputsText(Map<String, Long> inputs) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(inputs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers by name could not be written as JSON", e);
    }
  }

  /** How the spec differs from that of the last success, for people; empty: it does not. */
  static Optional<String> change(LakehouseRun run) {
    return Optional.ofNullable(annotation(run, CHANGE_ANNOTATION));
  }

  /** Value of a label; null when it isn't there. */
  static String label(LakehouseRun run, String name) {
    Map<String, String> labels = run.getMetadata().getLabels();
    return labels == null ? null : labels.get(name);
  }

  /** Value of an annotation; null when it isn't there. */
  public static String annotation(LakehouseRun run, String name) {
    Map<String, String> annotations = run.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }
}
