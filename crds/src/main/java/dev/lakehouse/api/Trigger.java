package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What starts a run. */
@ApiType
@ValidationRule(
    value =
        "[has(self.onNewData), has(self.schedule), has(self.manual),"
            + " has(self.continuous)].exists_one(x, x)",
    message =
        "must have exactly one of onNewData, schedule, manual and continuous: it says what starts a"
            + " run")
public record Trigger(
    @JsonPropertyDescription("Run when a table it reads from outside has a new version.")
        OnNewData onNewData,
    @JsonPropertyDescription("Run on a schedule.") Schedule schedule,
    @JsonPropertyDescription(
            "Run when a person asks: a LakehouseRun, or annotation lakehouse.dev/run-now with a new"
                + " value.")
        Manual manual,
    @JsonPropertyDescription(
            "One run that goes on: its driver looks at the inputs all the time and runs, in"
                + " micro-batches, the steps whose inputs moved. A new plan, suspend, other"
                + " LakehouseRuns and maintenance interrupt it after the micro-batch in flight; it"
                + " takes its driver and executors for good.")
        Continuous continuous) {

  /** Runs as data comes in. */
  @ApiType
  public record OnNewData(
      @Default("1m")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "Shortest time from the start of one run to the start of the next. Defaults to 1m.")
          String minInterval) {}

  /** One run that goes on. */
  @ApiType
  public record Continuous(
      @Default("1s")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "How often the inputs are looked at; so the shortest time from the start of one"
                  + " micro-batch to the next. Defaults to 1s.")
          String minInterval) {}

  /** Runs when asked; has no settings. */
  @ApiType
  public record Manual() {}
}
