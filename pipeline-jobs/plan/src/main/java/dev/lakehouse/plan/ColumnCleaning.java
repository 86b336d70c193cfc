package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How a column's text is brought into one form before it is cast.
 *
 * @param normalise in that order
 * @param region ISO 3166 region of telephone numbers written without country code; null: none
 * @param onInvalid what happens to a row whose value can't be normalised or cast and so is null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnCleaning(
    List<Normaliser> normalise, String region, Expectation.Action onInvalid) {
  /** As it comes; what can't be cast is counted. */
  public static final ColumnCleaning NONE =
      new ColumnCleaning(List.of(), null, Expectation.Action.WARN);

  /** A form that text is brought into. */
  public enum Normaliser {
    /** Without white space around it. */
    @JsonProperty("Trim")
    TRIM(false),
    /** Each run of white space a single blank, none around. */
    @JsonProperty("Whitespace")
    WHITESPACE(false),
    /** In lower case. */
    @JsonProperty("Lower")
    LOWER(false),
    /** In upper case. */
    @JsonProperty("Upper")
    UPPER(false),
    /** Each word with a capital, the rest in lower case. */
    @JsonProperty("Title")
    TITLE(false),
    /** Null where it is empty or only says that nothing is known. */
    @JsonProperty("NullTokens")
    NULL_TOKENS(false),
    /** An e-mail address in lower case. */
    @JsonProperty("Email")
    EMAIL(true),
    /** A telephone number as E.164 writes it. */
    @JsonProperty("Phone")
    PHONE(true),
    /** A country's two letters of ISO 3166, from a code or a name. */
    @JsonProperty("Country")
    COUNTRY(true);

    private final boolean canFail;

    Normaliser(boolean canFail) {
      this.canFail = canFail;
    }

    /** Whether there are texts that have no such form. */
    public boolean canFail() {
      return canFail;
    }
  }
}
