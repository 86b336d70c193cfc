package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What starts a run. */
@ApiType
@ValidationRule(
    value = "[has(self.onNewData), has(self.schedule), has(self.manual)].exists_one(x, x)",
    message = "must have exactly one of onNewData, schedule and manual: it says what starts a run")
public record Trigger(
    @JsonPropertyDescription("Run when a table it reads from outside has a new version.")
        OnNewData onNewData,
    @JsonPropertyDescription("Run on a schedule.") Schedule schedule,
    @JsonPropertyDescription(
            "Run when a person asks: a LakehouseRun, or annotation lakehouse.dev/run-now with a new"
                + " value.")
        Manual manual) {

  /** Runs as data comes in. */
  @ApiType
  public record OnNewData(
      @Default("1m")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "Shortest time from the start of one run to the start of the next. Defaults to 1m.")
          String minInterval) {}

  /** Runs when asked; has no settings. */
  @ApiType
  public record Manual() {}
}
