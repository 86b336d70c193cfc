package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is shown of a value in place of the value; a null stays null. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ColumnMask.Hash.class, name = "hash"),
  @JsonSubTypes.Type(value = ColumnMask.Tokenise.class, name = "tokenise"),
  @JsonSubTypes.Type(value = ColumnMask.Redact.class, name = "redact"),
  @JsonSubTypes.Type(value = ColumnMask.Partial.class, name = "partial"),
  @JsonSubTypes.Type(value = ColumnMask.GeneraliseTime.class, name = "generaliseTime"),
  @JsonSubTypes.Type(value = ColumnMask.GeneraliseNumber.class, name = "generaliseNumber")
})
public sealed interface ColumnMask {

  /**
   * SHA-256 of salt and value, so equal values stay equal.
   *
   * @param saltEnv environment variable of the job that holds the salt
   */
  record Hash(String saltEnv) implements ColumnMask {}

  /**
   * Letters and digits by others that salt and value decide; everything else stays, so the token
   * looks like the value.
   *
   * @param saltEnv environment variable of the job that holds the salt
   */
  record Tokenise(String saltEnv) implements ColumnMask {}

  /** Always this text. */
  record Redact(String with) implements ColumnMask {}

  /** The first and last characters, an asterisk for each other; none of them of a shorter value. */
  record Partial(int keepFirst, int keepLast) implements ColumnMask {}

  /** The beginning of the period that a date or time lies in. */
  record GeneraliseTime(Unit to) implements ColumnMask {}

  /**
   * The lower bound of the number's bucket: the greatest multiple of {@code width} not above it.
   */
  record GeneraliseNumber(double width) implements ColumnMask {}

  /** Periods. */
  enum Unit {
    @JsonProperty("Year")
    YEAR,
    @JsonProperty("Quarter")
    QUARTER,
    @JsonProperty("Month")
    MONTH,
    @JsonProperty("Week")
    WEEK,
    @JsonProperty("Day")
    DAY,
    @JsonProperty("Hour")
    HOUR
  }
}
