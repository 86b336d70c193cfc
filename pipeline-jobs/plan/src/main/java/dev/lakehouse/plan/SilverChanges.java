package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the rows of a silver table's input change a key beyond replacing its row.
 *
 * @param deleteWhen Spark SQL condition over the input; a row that meets it deletes its key; null:
 *     none does
 * @param ignoreNulls whether a null keeps the value of the next older row of the key
 * @param input null: {@link Input#APPENDED}
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record SilverChanges(String deleteWhen, boolean ignoreNulls, Input input) {
  /** Rows replace rows, nothing else. */
  public static final SilverChanges NONE = new SilverChanges(null, false, null);

  /** Rows that are appended. */
  public SilverChanges(String deleteWhen, boolean ignoreNulls) {
    this(deleteWhen, ignoreNulls, null);
  }

  /** What the rows of an input are. */
  public enum Input {
    /** Each says something of its key; they are added and stay. */
    @JsonProperty("Appended")
    APPENDED,
    /** Those that share their sequence are all there was then. */
    @JsonProperty("Snapshot")
    SNAPSHOT,
    /** The state of a table whose rows are replaced and deleted. */
    @JsonProperty("ChangeFeed")
    CHANGE_FEED
  }
}
