package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What any expectation may say beside what it expects.
 *
 * @param atLeast share of rows that must meet it, above 0 and at most 1; null: all
 * @param description why it is expected; null: nothing said
 * @param owner who to ask when it does not hold; null: nobody named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectationTerms(Double atLeast, String description, String owner) {
  /** No tolerance, nothing said. */
  public static final ExpectationTerms NONE = new ExpectationTerms(null, null, null);

  /** The terms of an expectation, never null. */
  public static ExpectationTerms of(Expectation expectation) {
    return expectation.terms() == null ? NONE : expectation.terms();
  }

  /** Whether so many violations among so many rows are let pass. */
  public boolean tolerates(long violations, long rows) {
    if (violations == 0) {
      return true;
    }
    return atLeast != null && rows > 0 && rows - violations >= atLeast * rows;
  }
}
