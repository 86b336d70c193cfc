package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Answers the question where a table's columns come from, or what becomes of them. */
public final class LineageReport {
  private final LineageGraph graph;

  private LineageReport(LineageGraph graph) {
    this.graph = graph;
  }

  /** How an answer is written. */
  public enum Format {
    TEXT,
    MERMAID,
    OPENLINEAGE
  }

  /**
   * Analyses those plans.
   *
   * @param lake columns of tables that exist on this machine
   */
  public static LineageReport of(
      SparkSession spark, List<RunPlan> plans, Function<TableName, Optional<StructType>> lake) {
    return new LineageReport(new LineageBuilder(spark, lake).build(plans));
  }

  /**
   * The answer.
   *
   * @param column null: each of the table's columns
   * @param downstream what becomes of them instead of where they come from
   * @throws StepFailure there is no such table or column
   */
  public String answer(
      TableName table, String column, boolean downstream, Format format, Clock clock) {
    List<Place> starts = starts(table.toString(), column);
    List<Place> all = Stream.concat(starts.stream(), rows(table, column)).toList();
    LineageGraph selection = downstream ? graph.downstream(all) : graph.upstream(all);
    return switch (format) {
      case TEXT -> LineageText.of(selection, starts, downstream);
      case MERMAID -> LineageMermaid.of(selection);
      case OPENLINEAGE -> LineageEvents.of(selection, clock);
    };
  }

  /** Of a whole table its rows are asked for as well. */
  private static Stream<Place> rows(TableName table, String column) {
    return column == null ? Stream.of(Place.rows(table.toString())) : Stream.empty();
  }

  private List<Place> starts(String table, String column) {
    DatasetNode dataset = graph.datasets().get(table);
    if (dataset == null) {
      throw missing("none of these specs makes or reads the table " + table + "; correct the name");
    }
    if (column != null && !dataset.columns().containsKey(column)) {
      throw missing(
          "%s has no column %s; it has %s%s"
              .formatted(
                  table,
                  column,
                  dataset.columns().isEmpty()
                      ? "none"
                      : String.join(", ", dataset.columns().keySet()),
                  graph.notes().stream()
                      .map(note -> "\nnote: " + note)
                      .reduce("", String::concat)));
    }
    return Stream.ofNullable(column)
        .findFirst()
        .map(List::of)
        .orElseGet(() -> List.copyOf(dataset.columns().keySet()))
        .stream()
        .map(name -> new Place(table, name))
        .toList();
  }

  private static StepFailure missing(String message) {
    return StepFailure.of(FailureReason.SOURCE_NOT_FOUND, message);
  }
}
