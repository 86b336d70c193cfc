package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.Expectation;
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
        "[has(self.expr), has(self.unique), has(self.references), has(self.rowCount)].exists_one(x,"
            + " x)",
    message =
        "must have exactly one of expr, unique, references and rowCount: it says what is expected")
@ValidationRule(
    value = "has(self.expr) || self.action in ['Warn', 'Fail']",
    message =
        "action Drop and Quarantine go with expr only: unique, references and rowCount speak of the whole table, use Warn or Fail")
public record ExpectationSpec(
    @Required
        @Size(max = 100)
        @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
        @JsonPropertyDescription("Name, unique within the table.")
        String name,
    @Size(min = 1, max = 2000)
        @JsonPropertyDescription(
            "Spark SQL condition each row must meet, over the table's own columns; a null does not"
                + " meet it. For example amount > 0.")
        String expr,
    @Size(min = 1, max = 10) @JsonPropertyDescription("Columns whose values no two rows may share.")
        List<String> unique,
    @JsonPropertyDescription("Columns whose values must exist in another table.")
        References references,
    @JsonPropertyDescription("Bounds of the table's number of rows.") RowCount rowCount,
    @Default("Warn")
        @JsonPropertyDescription(
            "What happens to a violation. Warn: it is counted. Drop: the row is left out. Quarantine:"
                + " the row goes to <table>_quarantine. Fail: nothing is committed and the previous"
                + " version stays served. Defaults to Warn.")
        Expectation.Action action) {

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
      @Min(0) @JsonPropertyDescription("Greatest number of rows.") Long max) {}
}
