package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One more input of a silver table, brought to the columns of its first one: what the table does
 * with rows it then does with all.
 *
 * @param columns Spark SQL expressions over this input by the name of the column they make; other
 *     columns stay as they are
 * @param where row filter on this input; null: all rows
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SilverFlow(TableName from, Map<String, String> columns, String where) {

  public SilverFlow {
    // Sorted, so that a plan's text does not depend on the order of a spec's fields.
    columns = columns == null ? Map.of() : new TreeMap<>(columns);
  }

  /** All inputs of a table: its first one, which is as it is, then the others. */
  public static List<SilverFlow> of(Step.Silver step) {
    List<SilverFlow> flows = new ArrayList<>(List.of(new SilverFlow(step.from(), null, null)));
    flows.addAll(step.alsoFrom() == null ? List.of() : step.alsoFrom());
    return flows;
  }

  /** The tables whose rows it has, the first one first. */
  public static List<TableName> sources(Step.Silver step) {
    return of(step).stream().map(SilverFlow::from).toList();
  }
}
