package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Further expectations of a table as a whole; Warn or Fail only. */
public sealed interface TableExpectation extends Expectation {

  /** Columns that no two rows share and that are never null. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PrimaryKey(String name, Action action, List<String> columns, ExpectationTerms terms)
      implements TableExpectation {}

  /** The newest value of a date or timestamp column is at most so many milliseconds old. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Freshness(
      String name, Action action, String column, long maxAgeMillis, ExpectationTerms terms)
      implements TableExpectation {}

  /** The table has exactly these columns, of these types, in any order. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Schema(String name, Action action, List<Step.ColumnType> columns, ExpectationTerms terms)
      implements TableExpectation {}

  /**
   * The number of rows lies between these shares of the median of the last runs that committed.
   *
   * @param min share, for example 0.5; null: no bound
   * @param max share, for example 2.0; null: no bound
   * @param last how many runs are looked back at
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RelativeRowCount(
      String name, Action action, Double min, Double max, int last, ExpectationTerms terms)
      implements TableExpectation {}

  /** A column's values are spread as in the table's version before: its PSI is at most this. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Drift(String name, Action action, String column, double maxIndex, ExpectationTerms terms)
      implements TableExpectation {}

  /**
   * A metric lies within so many robust standard deviations of its own history.
   *
   * @param column null for the metric Rows
   * @param season which earlier runs it is compared with
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Anomaly(
      String name,
      Action action,
      Metric metric,
      String column,
      double sensitivity,
      Season season,
      ExpectationTerms terms)
      implements TableExpectation {}

  /** What is measured of a table. */
  enum Metric {
    /** Number of rows. */
    @JsonProperty("Rows")
    ROWS,
    /** Share of rows in which the column is null. */
    @JsonProperty("NullShare")
    NULL_SHARE,
    /** Mean of the column. */
    @JsonProperty("Mean")
    MEAN,
    /** Sum of the column. */
    @JsonProperty("Sum")
    SUM
  }

  /** Which earlier runs are alike. */
  enum Season {
    /** All. */
    @JsonProperty("None")
    NONE,
    /** Those of the same day of the week, once there are enough. */
    @JsonProperty("Weekday")
    WEEKDAY,
    /** Those of the same hour of the day, once there are enough. */
    @JsonProperty("Hour")
    HOUR
  }
}
