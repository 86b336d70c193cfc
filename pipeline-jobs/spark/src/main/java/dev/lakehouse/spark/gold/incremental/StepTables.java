package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.ListedTable;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * The tables of a step at the versions it has to do with.
 *
 * @param now the versions that the query reads
 */
record StepTables(
    StepContext context,
    ListedTable.Memory memory,
    Step.Gold step,
    TableState target,
    Map<TableName, Long> now) {

  /** The plan over files that are known: to look for them takes Spark several jobs a table. */
  LogicalPlan listed(LogicalPlan plan) {
    List<ListedTable> found =
        now.entrySet().stream()
            .flatMap(each -> memory.of(context.table(each.getKey()), each.getValue()).stream())
            .toList();
    return Plans.replaceLeaves(
        plan,
        leaf ->
            found.stream()
                .filter(table -> table.isReadBy(leaf))
                .findFirst()
                .map(table -> table.in(context.session(), leaf))
                .orElse(leaf));
  }

  /** The rows that the step's table has. */
  Dataset<Row> current() {
    return memory.read(context.session(), table(), target.version());
  }

  /** How many that are. */
  long rows() {
    Long known = target.newest().map(commit -> commit.tableRows()).orElse(null);
    return known == null ? current().count() : known;
  }

  /** Bytes of the step's table. */
  long bytes() {
    return memory.bytes(table(), target.version());
  }

  /** Bytes of all tables that the query reads. */
  long inputBytes() {
    return now.entrySet().stream()
        .mapToLong(each -> memory.bytes(context.table(each.getKey()), each.getValue()))
        .sum();
  }

  /** The newest versions whose rows the table has: their files are there when older ones went. */
  Map<TableName, Long> covered() {
    Map<TableName, Long> covered = new TreeMap<>();
    Map<String, Long> noted = target.note().orElseThrow().inputs();
    for (TableName name : step.inputs()) {
      Long version = noted.get(name.toString());
      covered.put(
          name,
          version == null ? null : Rewrites.past(context.table(name), version, now.get(name)));
    }
    return covered;
  }

  private LakeTable table() {
    return context.table(step.output());
  }
}
