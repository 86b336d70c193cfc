package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.TableName;
import java.util.Set;

/**
 * Which quarantined rows a run asks its rules of once more.
 *
 * @param tables silver tables; empty: none
 * @param rules rows that one of these refused; empty: all rows
 */
public record QuarantineRelease(Set<TableName> tables, Set<String> rules) {
  /** No row. */
  public static final QuarantineRelease NONE = new QuarantineRelease(Set.of(), Set.of());
}
