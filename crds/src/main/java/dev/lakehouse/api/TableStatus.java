package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One table as the last run that touched it left it. */
@ApiType
public record TableStatus(
    @JsonPropertyDescription("The table, for example silver.orders.") String name,
    @JsonPropertyDescription("bronze, silver or gold.") String layer,
    @JsonPropertyDescription("Its Delta version.") Long version,
    @JsonPropertyDescription("Rows in it.") Long rows,
    @JsonPropertyDescription("When it was last committed (RFC 3339).") String lastCommitTime,
    @JsonPropertyDescription("Met, Violated or Failed: the expectations in the last run.")
        String quality,
    @JsonPropertyDescription(
            "The table has all that was there to read at this time: the start of the last run that"
                + " brought it up to date or found nothing new (RFC 3339).")
        String asOf,
    @JsonPropertyDescription("Bytes of its files; absent when that is not known.") Long bytes) {

  /** Of unknown size. */
  public TableStatus(
      String name,
      String layer,
      Long version,
      Long rows,
      String lastCommitTime,
      String quality,
      String asOf) {
    this(name, layer, version, rows, lastCommitTime, quality, asOf, null);
  }
}
