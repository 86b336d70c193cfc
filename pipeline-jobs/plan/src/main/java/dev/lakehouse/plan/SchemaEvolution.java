package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What becomes of a table when what it is made from has other columns than before, while its own
 * declaration is the same.
 */
public enum SchemaEvolution {
  /** Its columns become those it is made from. */
  @JsonProperty("Follow")
  FOLLOW,
  /** It gets new columns and wider types; that a column goes or is of another type fails. */
  @JsonProperty("AddColumns")
  ADD_COLUMNS,
  /** Any other column fails. */
  @JsonProperty("Fail")
  FAIL
}
