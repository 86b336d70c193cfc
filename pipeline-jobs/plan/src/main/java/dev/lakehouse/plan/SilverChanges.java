package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the rows of a silver table's input change a key beyond replacing its row.
 *
 * @param deleteWhen Spark SQL condition over the input; a row that meets it deletes its key; null:
 *     none does
 * @param ignoreNulls whether a null keeps the value of the next older row of the key
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record SilverChanges(String deleteWhen, boolean ignoreNulls) {
  /** Rows replace rows, nothing else. */
  public static final SilverChanges NONE = new SilverChanges(null, false);
}
