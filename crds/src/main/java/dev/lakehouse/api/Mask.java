package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.ColumnMask;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/** How a value is hidden. */
@ApiType
@ValidationRule(
    value =
        "[has(self.hash), has(self.tokenise), has(self.redact), has(self.partial),"
            + " has(self.generalise)].exists_one(x, x)",
    message = "must have exactly one of hash, tokenise, redact, partial and generalise")
public record Mask(
    @JsonPropertyDescription("SHA-256 over a salt and the value: equal values stay equal.")
        Salted hash,
    @JsonPropertyDescription(
            "Other letters and digits in their place, by salt and value: looks like the value,"
                + " equal values stay equal, short values may share a token.")
        Salted tokenise,
    @JsonPropertyDescription("The same text for all values.") Redact redact,
    @JsonPropertyDescription("First and last characters; an asterisk for each other.")
        Partial partial,
    @JsonPropertyDescription("The period or bucket the value lies in.") Generalise generalise) {

  /** Name of the Secret that the mask needs, if it needs one. */
  public Optional<String> salt() {
    return Optional.ofNullable(hash == null ? tokenise : hash).map(Salted::saltSecret);
  }

  /** What makes masked values hard to guess. */
  @ApiType
  public record Salted(
      @Required
          @Size(min = 1, max = 253)
          @JsonPropertyDescription("Secret in the same namespace whose key salt holds the salt.")
          String saltSecret) {}

  /** A text instead. */
  @ApiType
  public record Redact(
      @Default("'***'") @Size(max = 100) @JsonPropertyDescription("The text. Defaults to ***.")
          String with) {}

  /** A part. */
  @ApiType
  @ValidationRule(
      value = "self.keepFirst + self.keepLast > 0",
      message = "keeps nothing: set keepFirst or keepLast above zero, or use redact")
  public record Partial(
      @Default("0") @Min(0) @Max(50) @JsonPropertyDescription("Characters kept in front.")
          Integer keepFirst,
      @Default("0") @Min(0) @Max(50) @JsonPropertyDescription("Characters kept at the end.")
          Integer keepLast) {}

  /** Less exact. */
  @ApiType
  @ValidationRule(
      value = "has(self.to) != has(self.width)",
      message = "must have to, for dates and times, or width, for numbers")
  public record Generalise(
      @JsonPropertyDescription("The beginning of this period, of a date or time.")
          ColumnMask.Unit to,
      @JsonPropertyDescription("A number's greatest multiple of this, not above it.")
          @ValidationRule(value = "self > 0.0", message = "must be above zero")
          Double width) {}
}
