package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.SchemaProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a commit says about itself: it stands in Delta's user metadata of the very commit that holds
 * the data, so watermark and data can't part.
 *
 * @param sequence the run's sequence number
 * @param stepHash names what the step did
 * @param inputs the version of each input that the table now covers
 * @param inputIds Delta's id of each input, by which one that was made anew is recognised
 * @param rowsBefore rows in the table before the commit, 0 when it replaces them all; null when
 *     that is not known. With the commit's own metrics it tells how many there are after it.
 * @param cursor how far a source is read, as its step writes it: the greatest cursor value of a
 *     database, the list of files that were read; null for other steps
 * @param token unique to the commit
 * @param expectations how the expectations came out; null when there are none
 * @param metrics what was measured; null when nothing was
 * @param released the last run whose release of quarantined rows is in the table; null: none is
 * @param part which of the run's commits it is; null: the only one
 * @param schema how the table's columns came to be; null where no step keeps account of that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CommitNote(
    long sequence,
    String step,
    String stepHash,
    Map<String, Long> inputs,
    Map<String, String> inputIds,
    Long rowsBefore,
    String cursor,
    String token,
    List<ExpectationResult> expectations,
    Map<String, Double> metrics,
    Long released,
    RunPart part,
    SchemaProgress schema) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Envelope(CommitNote lakehouse) {}

  public CommitNote {
    inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    inputIds = inputIds == null ? Map.of() : Map.copyOf(inputIds);
  }

  /** A note for the next commit of a step. */
  public static CommitNote of(
      long sequence,
      String step,
      String stepHash,
      Map<String, Long> inputs,
      Map<String, String> ids) {
    return new CommitNote(
        sequence,
        step,
        stepHash,
        inputs,
        ids,
        null,
        null,
        UUID.randomUUID().toString(),
        null,
        null,
        null,
        null,
        null);
  }

  /** What is different in a note that is like another one. */
  private static final class Draft {
    private final CommitNote like;
    private long sequence;
    private Map<String, Long> inputs;
    private Map<String, String> inputIds;
    private Long rowsBefore;
    private String cursor;
    private String token;
    private List<ExpectationResult> expectations;
    private Map<String, Double> metrics;
    private Long released;
    private RunPart part;
    private SchemaProgress schema;

    private Draft(CommitNote like) {
      this.like = like;
      this.sequence = like.sequence;
      this.inputs = like.inputs;
      this.inputIds = like.inputIds;
      this.rowsBefore = like.rowsBefore;
      this.cursor = like.cursor;
      this.token = like.token;
      this.expectations = like.expectations;
      this.metrics = like.metrics;
      this.released = like.released;
      this.part = like.part;
      this.schema = like.schema;
    }

    private CommitNote note() {
      return new CommitNote(
          sequence,
          like.step,
          like.stepHash,
          inputs,
          inputIds,
          rowsBefore,
          cursor,
          token,
          expectations,
          metrics,
          released,
          part,
          schema);
    }
  }

  private CommitNote with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.note();
  }

  /** This note for a commit to a table that has so many rows; null when that is not known. */
  public CommitNote withRowsBefore(Long rows) {
    return with(note -> note.rowsBefore = rows);
  }

  /** This note in the only commit of another run, which closes the table to those up to it. */
  CommitNote claimedBy(long run) {
    return with(
        note -> {
          note.sequence = run;
          note.token = UUID.randomUUID().toString();
          note.part = null;
        });
  }

  /**
   * This note, token included, in a commit to another table that holds the same rows: its inputs
   * are others, too.
   *
   * @param run the number to commit with
   */
  public CommitNote movedTo(
      long run, Map<String, Long> otherInputs, Map<String, String> otherInputIds) {
    return with(
        note -> {
          note.sequence = run;
          note.inputs = otherInputs;
          note.inputIds = otherInputIds;
          note.part = null;
        });
  }

  /** This note with how far a source is read. */
  public CommitNote withCursor(String value) {
    return with(note -> note.cursor = value);
  }

  /** This note with the expectations' results. */
  public CommitNote withExpectations(List<ExpectationResult> results) {
    return with(note -> note.expectations = results);
  }

  /** This note with measures. */
  public CommitNote withMetrics(Map<String, Double> measured) {
    return with(note -> note.metrics = measured);
  }

  /** This note with the last run whose release is in the table. */
  public CommitNote withReleased(Long run) {
    return with(note -> note.released = run);
  }

  /** This note as one of several of the run. */
  public CommitNote withPart(RunPart which) {
    return with(note -> note.part = which);
  }

  /** This note with how the table's columns came to be. */
  public CommitNote withSchema(SchemaProgress columns) {
    return with(note -> note.schema = columns);
  }

  /** Whether nothing of the run is to come after it. */
  public boolean endsRun() {
    return part == null || part.last();
  }

  /** The note as it stands in the commit. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(new Envelope(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a commit note could not be written as JSON", e);
    }
  }

  /** The note in a commit's user metadata, or empty when somebody else wrote that. */
  public static Optional<CommitNote> fromJson(String userMetadata) {
    if (userMetadata == null || userMetadata.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(MAPPER.readValue(userMetadata, Envelope.class).lakehouse());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
