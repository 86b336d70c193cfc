package dev.lakehouse.spark.gold;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LayerCatalog;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.quality.CheckedRows;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A query over pinned versions of its inputs, put in place of the table in one commit. */
public final class GoldStep implements StepRunner<Step.Gold> {

  @Override
  public StepResult run(StepContext context, Step.Gold step) {
    TableState target = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, target));
  }

  private StepResult attempt(StepContext context, Step.Gold step, TableState target) {
    Quarantine quarantine = Quarantine.of(context, step.output());
    long committed = Math.max(target.sequence(), quarantine.sequence());
    long sequence = Fence.admit(step.output(), context.run().sequence(), committed);
    Map<TableName, Long> versions = new TreeMap<>();
    step.inputs().forEach(name -> versions.put(name, context.pins().pin(context.table(name))));
    Map<String, Long> inputs = new TreeMap<>();
    versions.forEach((name, version) -> inputs.put(name.toString(), version));
    String hash = context.hash(step);
    if (!context.refreshes(step.output()) && target.covers(hash, inputs)) {
      return StepResult.nothingNew(
          target.version(), inputs, "the query and the versions of its inputs are unchanged");
    }
    CommitNote note = CommitNote.of(sequence, step.id(), hash, inputs, Map.of());
    LayerCatalog.register(context.session(), context.run().plan().lake().root(), versions);
    Dataset<Row> rows = context.session().sql(step.sql());
    try (CheckedRows checked =
        CheckedRows.check(step.output(), rows, step.expectations(), List.of())) {
      if (checked.hasTableChecks()) {
        checked.checkTable(
            checked.kept(), name -> context.table(name).read(inputs.get(name.toString())));
      }
      if (checked.quarantines() && (checked.anyQuarantined() || quarantine.exists())) {
        quarantine.keep(context, checked.quarantined(), note, true);
      }
      return EarlierAttempt.result(
          context
              .writer(context.table(step.output()))
              .overwrite(
                  target,
                  checked.kept(),
                  note.withExpectations(checked.results()),
                  step.clusterBy()));
    }
  }
}
