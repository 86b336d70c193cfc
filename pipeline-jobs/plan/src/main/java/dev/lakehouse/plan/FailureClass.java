package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose turn it is to act after a failure; decides whether a run is retried. */
public enum FailureClass {
  /** Machines, networks, services: retried with back-off. */
  @JsonProperty("Infrastructure")
  INFRASTRUCTURE,
  /** The data: not retried before there is new input or a new spec. */
  @JsonProperty("Data")
  DATA,
  /** The spec or its credentials: not retried before they change. */
  @JsonProperty("User")
  USER
}
