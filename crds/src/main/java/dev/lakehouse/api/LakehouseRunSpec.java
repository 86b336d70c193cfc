package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What is to be executed, once. */
@JsonClassDescription("What is wanted.")
@ApiType
@ValidationRule(
    value =
        "[has(self.pipelineRef), has(self.segmentModelRef), has(self.dataSourceRef)].exists_one(x,"
            + " x)",
    message =
        "must have exactly one of pipelineRef, segmentModelRef and dataSourceRef: it says what is"
            + " run")
@ValidationRule(
    value = "has(self.dataSourceRef) || !(has(self.backfill) || has(self.replayDeadLetters))",
    message =
        "backfill and replayDeadLetters speak of a source: they go with dataSourceRef only; a table"
            + " of a pipeline is rebuilt by fullRefresh")
@ValidationRule(
    value = "!(has(self.backfill) && has(self.replayDeadLetters) && self.replayDeadLetters)",
    message =
        "can't have both backfill (of a batch source) and replayDeadLetters (of a stream); create"
            + " one run for each")
@ValidationRule(
    value = "!has(self.dataSourceRef) || !has(self.fullRefresh)",
    message =
        "fullRefresh does not go with dataSourceRef: a bronze table holds what was received and is"
            + " not rebuilt; use backfill to read a range of the source once more")
@ValidationRule(
    value =
        "!has(self.rollbackTo) || (has(self.pipelineRef) && !has(self.fullRefresh) && self.mode =="
            + " 'Execute')",
    message =
        "rollbackTo goes with pipelineRef and mode Execute, and without fullRefresh: tables go back"
            + " and nothing is computed; create another run for the rest")
@ValidationRule(
    value = "!has(self.releaseQuarantine) || (has(self.pipelineRef) && !has(self.rollbackTo))",
    message =
        "releaseQuarantine goes with pipelineRef, and without rollbackTo: rows come out of the"
            + " quarantine of a pipeline's tables; create another run for the rest")
@ValidationRule(
    value =
        "!has(self.maintenance) || !(has(self.fullRefresh) || has(self.rollbackTo) ||"
            + " has(self.backfill) || has(self.replayDeadLetters) || has(self.releaseQuarantine))",
    message =
        "maintenance goes alone with what it names: files are put in order and no row changes;"
            + " create another run for the rest")
@ValidationRule(
    value = "self == oldSelf",
    message = "can't be changed: a run is executed once, as it was created; create another one")
public record LakehouseRunSpec(
    @JsonPropertyDescription("The MedallionPipeline to run.") ObjectRef pipelineRef,
    @JsonPropertyDescription("The SegmentModel to run.") ObjectRef segmentModelRef,
    @JsonPropertyDescription(
            "The DataSource to read once, now: what is new in a batch source, or with backfill a"
                + " range of it, or with replayDeadLetters the dead letters of a stream. Its"
                + " schedule waits meanwhile.")
        ObjectRef dataSourceRef,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Tables that are rebuilt from all of their input, each in one commit, for example"
                + " silver.orders.")
        List<String> fullRefresh,
    @JsonPropertyDescription(
            "Read this range of a batch source once more; rows that the table has are not added"
                + " again.")
        Backfill backfill,
    @JsonPropertyDescription(
            "Read the dead letters of a stream's table once more, for example after its schema was"
                + " corrected; those that can be read now go to the table, the others stay.")
        Boolean replayDeadLetters,
    @JsonPropertyDescription(
            "Take tables of the pipeline back to what they were, in reverse order, each in one"
                + " commit, and publish them again; nothing is computed. Suspend the pipeline"
                + " first, or mend its spec: the next run reads again what came since.")
        Rollback rollbackTo,
    @JsonPropertyDescription(
            "Ask the rules of today of quarantined rows, after a rule was mended: rows that pass go"
                + " into the table as if they had come now, each exactly once, and are marked"
                + " _released; the others stay.")
        ReleaseQuarantine releaseQuarantine,
    @JsonPropertyDescription(
            "Keep the pipeline's, model's or source's tables in shape, as its spec.maintenance does; nothing"
                + " is computed or read. With mode Plan the tables are measured, status.steps tells"
                + " what would be done and why, and nothing changes.")
        Boolean maintenance,
    @Default("Execute")
        @JsonPropertyDescription(
            "Execute: run the plan. Plan: tell in status.steps what a run would do now, from the logs"
                + " of the tables: what is new to read, what is made anew and why, rows and bytes;"
                + " the condition Succeeded says how the spec changed. Nothing is written.")
        Mode mode) {

  /** What is done with the plan. */
  public enum Mode {
    @JsonProperty("Execute")
    EXECUTE,
    @JsonProperty("Plan")
    PLAN
  }

  /** A range of a source. */
  @ApiType
  @ValidationRule(
      value =
          "!self.from.matches("
              + Rules.TIME_PATTERN
              + ") || !self.to.matches("
              + Rules.TIME_PATTERN
              + ") || timestamp(self.from) < timestamp(self.to)",
      message = "holds nothing: to must come after from")
  public record Backfill(
      @Required
          @Size(max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription(
              "Beginning of the range (RFC 3339), for example 2026-05-01T00:00:00Z. Of files it is"
                  + " the time they were last modified, of rows the value of their cursor column.")
          String from,
      @Required
          @Size(max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription("End of the range, itself not in it (RFC 3339).")
          String to) {}

  /** Which quarantined rows are asked once more. */
  @ApiType
  public record ReleaseQuarantine(
      @Required
          @Size(min = 1, max = 200)
          @JsonPropertyDescription("Silver tables, for example silver.orders.")
          List<String> tables,
      @Size(min = 1, max = 100)
          @JsonPropertyDescription(
              "Only rows that one of these expectations refused; absent: all. They must pass the"
                  + " others as well.")
          List<String> rules) {}

  /** What tables go back to. */
  @ApiType
  @ValidationRule(
      value = "has(self.run) != has(self.tables)",
      message =
          "must have exactly one of run and tables: name a run, or each table with its version")
  public record Rollback(
      @Size(min = 1, max = 253)
          @JsonPropertyDescription(
              "A LakehouseRun of the pipeline that succeeded: every table goes back to the version"
                  + " in that run's status.steps.")
          String run,
      @Size(min = 1, max = 200)
          @JsonPropertyDescription(
              "Tables and versions, where the run is no longer kept, or only some are to go back;"
                  + " the Delta table _lakehouse/runs tells which version came of which run. A"
                  + " table made from one that goes back should go back with it.")
          List<TableVersion> tables) {}

  /** A table at a version. */
  @ApiType
  public record TableVersion(
      @Required
          @Size(min = 3, max = 120)
          @JsonPropertyDescription("The table, for example silver.orders.")
          String table,
      @Required @Min(0) @JsonPropertyDescription("Its Delta version.") Long version) {}
}
