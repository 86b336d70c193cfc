package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a table lies, what it says of itself and what it holds its writers to; its rows are the same
 * with any.
 *
 * @param partitionBy columns whose values are folders; empty: none are
 * @param description what the table is, for people; null: nothing is said
 * @param comments what its columns are, by their names
 * @param properties Delta's table properties, by their names
 * @param constraints Spark SQL conditions that every row meets, by their names
 * @param evolution what becomes of the table when what it is made from has other columns; null:
 *     {@link SchemaEvolution#FOLLOW}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TableLayout(
    List<String> partitionBy,
    String description,
    Map<String, String> comments,
    Map<String, String> properties,
    Map<String, String> constraints,
    SchemaEvolution evolution) {
  /** As Delta makes a table by itself. */
  public static final TableLayout NONE = new TableLayout(null, null, null, null, null);

  /** A table whose columns follow what it is made from. */
  public TableLayout(
      List<String> partitionBy,
      String description,
      Map<String, String> comments,
      Map<String, String> properties,
      Map<String, String> constraints) {
    this(partitionBy, description, comments, properties, constraints, null);
  }

  public TableLayout {
    partitionBy = partitionBy == null ? List.of() : List.copyOf(partitionBy);
    // Sorted, so that a plan's text does not depend on the order of a spec's fields.
    comments = comments == null ? Map.of() : new TreeMap<>(comments);
    properties = properties == null ? Map.of() : new TreeMap<>(properties);
    constraints = constraints == null ? Map.of() : new TreeMap<>(constraints);
  }

  /** What of it is only changed by writing all files anew; null when nothing is. */
  @JsonIgnore
  public TableLayout files() {
    return partitionBy.isEmpty() ? null : new TableLayout(partitionBy, null, null, null, null);
  }

  /** {@code layout}, or {@link #NONE} for null. */
  public static TableLayout or(TableLayout layout) {
    return layout == null ? NONE : layout;
  }
}
