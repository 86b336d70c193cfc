package dev.lakehouse.spark.forecast;

import dev.lakehouse.plan.ByteCount;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.ChangeSize;
import dev.lakehouse.spark.delta.ChangedRows;
import dev.lakehouse.spark.delta.LakeTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of its inputs a step would read.
 *
 * @param rows null: not known
 * @param additions whether rows only came
 * @param parts for people, one for each input
 */
public record Reading(Long rows, long bytes, boolean additions, List<String> parts) {

  /** All of the tables, as they are now. */
  public static Reading all(StepContext context, Collection<TableName> tables) {
    long bytes = 0;
    for (TableName name : tables) {
      LakeTable table = context.table(name);
      bytes += table.bytes(context.pins().pin(table));
    }
    return new Reading(null, bytes, true, List.of());
  }

  /**
   * What changed in tables since; empty where a log no longer tells.
   *
   * @param since versions that were read
   */
  public static Optional<Reading> since(StepContext context, Map<TableName, Long> since) {
    Long rows = 0L;
    long bytes = 0;
    boolean additions = true;
    List<String> parts = new ArrayList<>();
    for (Map.Entry<TableName, Long> read : since.entrySet()) {
      LakeTable table = context.table(read.getKey());
      ChangeSize size;
      try {
        size = ChangeSize.between(table, read.getValue(), context.pins().pin(table));
      } catch (ChangedRows.Unknown e) {
        return Optional.empty();
      }
      rows = rows == null || size.rows() == null ? null : Long.valueOf(rows + size.rows());
      bytes += size.bytes();
      additions &= size.additions();
      if (size.files() > 0) {
        parts.add(part(read.getKey(), read.getValue(), size));
      }
    }
    return Optional.of(new Reading(rows, bytes, additions, parts));
  }

  private static String part(TableName table, long after, ChangeSize size) {
    String rows = size.rows() == null ? "" : size.rows() + " rows, ";
    return "%s since version %d (%s%d files, %s)"
        .formatted(table, after, rows, size.files(), ByteCount.text(size.bytes()));
  }

  /**
   * For people.
   *
   * @param steps those before it that will bring more
   */
  public String text(List<String> steps) {
    return Stream.concat(
            parts.stream(), steps.stream().map(step -> "what this run brings to " + step))
        .collect(Collectors.joining(", "));
  }
}
