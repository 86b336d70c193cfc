package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The three layers of a lakehouse, in the order data flows through them. */
public enum Layer {
  /** Raw, append-only, as received. */
  @JsonProperty("bronze")
  BRONZE,
  /** Typed, deduplicated, conformed. */
  @JsonProperty("silver")
  SILVER,
  /** Business aggregates. */
  @JsonProperty("gold")
  GOLD;

  /** The layer's name as users write it: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
