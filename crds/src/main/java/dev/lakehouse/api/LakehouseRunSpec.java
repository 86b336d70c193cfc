package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What is to be executed, once. */
@ApiType
@ValidationRule(
    value = "has(self.pipelineRef) != has(self.segmentModelRef)",
    message = "must have exactly one of pipelineRef and segmentModelRef: it says what is run")
@ValidationRule(
    value = "self == oldSelf",
    message = "can't be changed: a run is executed once, as it was created; create another one")
public record LakehouseRunSpec(
    @JsonPropertyDescription("The MedallionPipeline to run.") ObjectRef pipelineRef,
    @JsonPropertyDescription("The SegmentModel to run.") ObjectRef segmentModelRef,
    @Size(max = 200)
        @JsonPropertyDescription(
            "Tables that are rebuilt from all of their input, each in one commit, for example"
                + " silver.orders.")
        List<String> fullRefresh,
    @Default("Execute")
        @JsonPropertyDescription(
            "Execute: run the plan. Plan: write to status.steps what would be run, and run nothing.")
        Mode mode) {

  /** What is done with the plan. */
  public enum Mode {
    @JsonProperty("Execute")
    EXECUTE,
    @JsonProperty("Plan")
    PLAN
  }
}
