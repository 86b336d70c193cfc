package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when records were lost. */
public enum OnDataLoss {
  @JsonProperty("Stop")
  STOP,
  @JsonProperty("Continue")
  CONTINUE
}
