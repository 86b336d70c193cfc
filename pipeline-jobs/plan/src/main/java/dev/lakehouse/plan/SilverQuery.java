package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is made of a silver table's new rows before all else: a query over them and over tables that
 * it looks things up in.
 *
 * @param sql Spark SQL; it reads the new rows as {@link #INPUT}, once, and treats them one by one
 * @param lookups the other tables it reads, sorted
 * @param onLookupChange what becomes of rows that are there when one of those changes
 */
public record SilverQuery(String sql, List<TableName> lookups, OnLookupChange onLookupChange) {
  /** How the query names the rows that are new. */
  public static final String INPUT = "input";

  /** What becomes of a table's rows when a table that it looks up has other rows. */
  public enum OnLookupChange {
    /** All are made anew: the table is what it would be had it been made today. */
    @JsonProperty("Rebuild")
    REBUILD,
    /** They keep what was found when they came. */
    @JsonProperty("Keep")
    KEEP
  }

  /**
   * All tables whose versions decide what a table's rows are: its inputs, then what it looks up.
   */
  public static List<TableName> reads(Step.Silver step) {
    return Stream.concat(
            SilverFlow.sources(step).stream(),
            step.query() == null ? Stream.of() : step.query().lookups().stream())
        .distinct()
        .toList();
  }
}
