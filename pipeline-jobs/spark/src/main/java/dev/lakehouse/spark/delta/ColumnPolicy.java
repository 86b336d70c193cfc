package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.SchemaEvolution;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;

/**
 * What a declared {@link SchemaEvolution} makes of other columns. It is asked only where the
 * table's own declaration is as it was: who changes that has seen what it does to the columns in
 * the plan's difference, and approved it where that was needed.
 */
public final class ColumnPolicy {
  private ColumnPolicy() {}

  /**
   * Refuses changes that the table's layout does not allow.
   *
   * @param layout null: {@link TableLayout#NONE}
   * @throws StepFailure {@link FailureReason#SCHEMA_CHANGED}
   */
  public static void require(TableName table, TableLayout layout, ColumnChanges changes) {
    SchemaEvolution evolution = TableLayout.or(layout).evolution();
    if (allows(evolution, changes)) {
      return;
    }
    throw StepFailure.of(
        FailureReason.SCHEMA_CHANGED,
        "what it is made from has other columns: %s. Its layout.evolution is %s, so nothing was written. Run a LakehouseRun with fullRefresh: [%s] to take them over, or set layout.evolution to %s."
            .formatted(
                changes,
                evolution == SchemaEvolution.FAIL ? "Fail" : "AddColumns",
                table,
                allows(SchemaEvolution.ADD_COLUMNS, changes) ? "AddColumns" : "Follow"));
  }

  private static boolean allows(SchemaEvolution evolution, ColumnChanges changes) {
    if (evolution == null) {
      return true;
    }
    return switch (evolution) {
      case FOLLOW -> true;
      case ADD_COLUMNS -> changes.retyped().isEmpty() && changes.lost().isEmpty();
      case FAIL -> changes.none();
    };
  }
}
