package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableExpectation;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A named statement about a table, checked before the commit that would make it visible. */
@ApiType
@ValidationRule(
    value =
        "[has(self.expr), has(self.notNull), has(self.acceptedValues), has(self.range),"
            + " has(self.regex), has(self.unique), has(self.primaryKey), has(self.references),"
            + " has(self.rowCount), has(self.freshness), has(self.schema), has(self.drift),"
            + " has(self.anomaly)].exists_one(x, x)",
    message =
        "must have exactly one of expr, notNull, acceptedValues, range, regex, unique, primaryKey,"
            + " references, rowCount, freshness, schema, drift and anomaly")
@ValidationRule(
    value =
        "has(self.expr) || has(self.notNull) || has(self.acceptedValues) || has(self.range) ||"
            + " has(self.regex) || self.action in ['Warn', 'Fail']",
    message =
        "action Drop and Quarantine go with expr, notNull, acceptedValues, range and regex only:"
            + " the others speak of the whole table, use Warn or Fail")
public record ExpectationSpec(
    @Required
        @Size(max = 100)
        @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
        @JsonPropertyDescription("Name, unique within the table.")
        String name,
    @Size(max = 500) @JsonPropertyDescription("Why it is expected.") String description,
    @Size(max = 100) @JsonPropertyDescription("Who to ask when it does not hold.") String owner,
    @Size(min = 1, max = 2000)
        @JsonPropertyDescription(
            "Spark SQL condition each row must meet, over the table's own columns; a null does not"
                + " meet it. For example amount > 0.")
        String expr,
    @Size(min = 1, max = 50) @JsonPropertyDescription("Columns that may not be null.")
        List<String> notNull,
    @Size(min = 1, max = 100) @JsonPropertyDescription("Column of the kinds below; nulls pass.")
        String column,
    @Size(min = 1, max = 200) @JsonPropertyDescription("The only values of column.")
        List<String> acceptedValues,
    @JsonPropertyDescription("Bounds of column, themselves allowed.") Range range,
    @Size(min = 1, max = 500)
        @JsonPropertyDescription("Java regular expression of column's whole text.")
        String regex,
    @Size(min = 1, max = 10) @JsonPropertyDescription("Columns whose values no two rows may share.")
        List<String> unique,
    @Size(min = 1, max = 10) @JsonPropertyDescription("As unique; and none of them is null.")
        List<String> primaryKey,
    @JsonPropertyDescription("Columns whose values must exist in another table.")
        References references,
    @JsonPropertyDescription("Bounds of the table's number of rows.") RowCount rowCount,
    @Size(max = 16) @JsonPropertyDescription("Age allowed to the newest time in column, say 2h.")
        String freshness,
    @Size(min = 1, max = 200) @JsonPropertyDescription("All columns, as 'name type'.")
        List<String> schema,
    @Min(0)
        @JsonPropertyDescription(
            "Greatest population stability index of column against the version before, say 0.2.")
        Double drift,
    @JsonPropertyDescription("A metric that must keep to its history.") Anomaly anomaly,
    @Size(max = 12) @JsonPropertyDescription("Share of rows that must meet it, say 99.5%.")
        String atLeast,
    @Default("Warn")
        @JsonPropertyDescription(
            "What happens to a violation. Warn: it is counted. Drop: the row is left out. Quarantine:"
                + " the row goes to <table>_quarantine. Fail: nothing is committed and the previous"
                + " version stays served. Defaults to Warn.")
        Expectation.Action action) {

  /** Bounds of values: numbers, dates or times as text. */
  @ApiType
  public record Range(
      @Size(min = 1, max = 40) @JsonPropertyDescription("For example '0' or '2020-01-01'.")
          String min,
      @Size(min = 1, max = 40) @JsonPropertyDescription("Likewise.") String max) {}

  /** A reference to rows of another table. */
  @ApiType
  public record References(
      @Required
          @Size(max = 120)
          @JsonPropertyDescription("The table referred to, for example silver.customers.")
          String table,
      @Required @Size(min = 1, max = 10) @JsonPropertyDescription("Columns of this table.")
          List<String> columns,
      @Size(min = 1, max = 10)
          @JsonPropertyDescription("Columns of the other table; absent: the same names.")
          List<String> keys) {}

  /** Bounds of a number of rows. */
  @ApiType
  public record RowCount(
      @Min(0) @JsonPropertyDescription("Least number of rows.") Long min,
      @Min(0) @JsonPropertyDescription("Greatest number of rows.") Long max,
      @Size(max = 12) @JsonPropertyDescription("Least, in % of the last ten runs' median.")
          String minOfLast,
      @Size(max = 12) @JsonPropertyDescription("Greatest, likewise: 200%.") String maxOfLast) {}

  /** What is unusual. */
  @ApiType
  public record Anomaly(
      @Required @JsonPropertyDescription("Of column, but for Rows.") TableExpectation.Metric metric,
      @Default("3.5") @Min(1) @JsonPropertyDescription("Robust standard deviations allowed.")
          Double sensitivity,
      @Default("None") @JsonPropertyDescription("Compare with the same Weekday or Hour (UTC).")
          TableExpectation.Season season) {}
}
