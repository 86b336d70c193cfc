package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.SchemaEvolution;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** How a table lies, what it says of itself and what it holds its writers to. */
@ApiType
public record TableLayout(
    @Size(max = 4)
        @JsonPropertyDescription(
            "Columns whose values become folders; for few values with much data each. Most tables"
                + " are better off with clusterBy. A change writes the table anew.")
        List<String> partitionBy,
    @Size(max = 1000) @JsonPropertyDescription("What the table is, kept as its comment.")
        String description,
    @JsonPropertyDescription("What its columns are, by their names, kept as their comments.")
        Map<String, String> comments,
    @JsonPropertyDescription(
            "Delta's table properties, for example {delta.enableChangeDataFeed: 'true'}. One that"
                + " is no longer here is unset.")
        Map<String, String> properties,
    @Size(max = 50)
        @JsonPropertyDescription("Columns that are never null: the same as constraints.")
        List<String> notNull,
    @Size(max = 20)
        @JsonPropertyDescription(
            "What holds for every row, whoever writes it. A run that has a row for which one does"
                + " not hold fails and commits nothing, as with an expectation of action Fail; other"
                + " writers are refused by Delta.")
        List<Constraint> constraints,
    @Default("Follow")
        @JsonPropertyDescription(
            "What happens when what the table is made from has other columns than before. Follow:"
                + " the table's become the same. AddColumns: new columns and wider types are taken"
                + " over; a run in which one goes or is of another type fails and commits nothing."
                + " Fail: so does any. A change of the table's own declaration and a fullRefresh are"
                + " not held to it. Defaults to Follow.")
        SchemaEvolution evolution) {

  /** A rule of tables that have {@code clusterBy} and {@code layout}: folders or clusters. */
  static final String ONE_OF_BOTH =
      "!has(self.clusterBy) || size(self.clusterBy) == 0 || !has(self.layout) ||"
          + " !has(self.layout.partitionBy) || size(self.layout.partitionBy) == 0";

  static final String ONE_OF_BOTH_SAYS =
      "has clusterBy and layout.partitionBy, of which Delta does one; keep clusterBy, unless"
          + " other engines need the folders";

  /** A condition that every row meets. */
  @ApiType
  public record Constraint(
      @Required
          @Size(max = 60)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription("Name, unique in the table.")
          String name,
      @Required
          @Size(min = 1, max = 2000)
          @JsonPropertyDescription(
              "Spark SQL condition over the table's columns; as in Delta, a row for which it is"
                  + " null does not meet it.")
          String check) {}
}
