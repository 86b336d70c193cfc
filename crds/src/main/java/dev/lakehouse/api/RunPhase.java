package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a run is. */
public enum RunPhase {
  /** Waits for its turn: one run of an owner at a time. */
  @JsonProperty("Queued")
  QUEUED("Queued"),
  /** Its application is made, waits, runs, or is about to be tried again. */
  @JsonProperty("Running")
  RUNNING("Running"),
  /** All steps are done. */
  @JsonProperty("Succeeded")
  SUCCEEDED("Succeeded"),
  /** It will not be tried again. */
  @JsonProperty("Failed")
  FAILED("Failed");

  private final String label;

  RunPhase(String label) {
    this.label = label;
  }

  /** The phase as it stands in status. */
  public String label() {
    return label;
  }

  /** Whether nothing will happen any more. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED -> true;
    };
  }
}
