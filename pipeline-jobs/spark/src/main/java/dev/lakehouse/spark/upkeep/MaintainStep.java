package dev.lakehouse.spark.upkeep;

import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.upkeep.UpkeepRule.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a table, and those beside it, in shape: measures, decides by {@link UpkeepRule}, does it. A
 * writer that comes between makes the upkeep give way, not the writer: what is left undone is
 * measured again next time.
 */
public final class MaintainStep implements StepRunner<Maintain> {
  private static final Logger LOG = LoggerFactory.getLogger(MaintainStep.class);

  private Readers readers;

  @Override
  public StepResult run(StepContext context, Maintain step) {
    Report report = new Report();
    List<TableName> tables =
        Stream.concat(
                Stream.of(step.output()), Readers.COMPANIONS.stream().map(step.output()::sibling))
            .toList();
    for (TableName name : tables) {
      LakeTable table = context.table(name);
      TableState state = table.state();
      if (state.exists()) {
        Fence.admit(name, context.run().sequence(), state.sequence());
        keepUp(context, step, table, state, report);
      } else if (name.equals(step.output())) {
        report.say(name, "does not exist yet");
      }
    }
    return report.result(step.upkeep().dryRun());
  }

  private void keepUp(
      StepContext context, Maintain step, LakeTable table, TableState state, Report report) {
    Vacuum vacuum = new Vacuum(context.session(), context.run().clock());
    Retention retention =
        Retention.of(
            step.upkeep().vacuumAfter(),
            readers(context).latest(table, state.version()),
            state,
            context.run().clock().instant());
    ObsoleteFiles obsolete =
        retention.heldBack().isPresent()
            ? ObsoleteFiles.NONE
            : vacuum.obsolete(table.path(), retention.time());
    Thresholds thresholds = Thresholds.of(context.session());
    TableMeasures measures = Measuring.of(state, thresholds, obsolete, retention.heldBack());
    report.measured(measures);
    List<Action> actions = UpkeepRule.actions(measures, thresholds);
    Work work = new Work(context.session(), vacuum, thresholds);
    for (Action action : actions) {
      if (step.upkeep().dryRun()) {
        report.say(table.name(), "would " + action.kind().label() + " (" + action.why() + ")");
      } else {
        perform(work, action, table, measures, retention.time(), report);
      }
    }
    retention.heldBack().ifPresent(why -> report.say(table.name(), "no vacuum: " + why));
    if (actions.isEmpty() && retention.heldBack().isEmpty() && table.name().equals(step.output())) {
      report.say(table.name(), "needs nothing");
    }
  }

  private static void perform(
      Work work,
      Action action,
      LakeTable table,
      TableMeasures measures,
      Duration retention,
      Report report) {
    try {
      report.did(
          table.name(),
          action,
          work.perform(action, table.path(), table.state(), measures, retention));
    } catch (ConcurrentModificationException e) {
      LOG.info("{} of {} gives way to another writer", action.kind(), table.name(), e);
      report.say(table.name(), action.kind().label() + " gave way to a writer");
    }
  }

  /** Looked for once a run: that goes through all tables of the lake. */
  private synchronized Readers readers(StepContext context) {
    if (readers == null) {
      readers = Readers.in(context);
    }
    return readers;
  }

  /** What was found and done, for people and as numbers. */
  private static final class Report {
    private final List<String> words = new ArrayList<>();
    private final Map<String, Double> metrics = new TreeMap<>();
    private boolean anything;

    void say(TableName table, String what) {
      words.add(table + " " + what);
    }

    void did(TableName table, Action action, Map<String, Double> numbers) {
      anything = true;
      say(table, "%s (%s)".formatted(action.kind().label(), action.why()));
      numbers.forEach((name, number) -> metrics.merge(name, number, Double::sum));
    }

    void measured(TableMeasures table) {
      metrics.merge("files", (double) table.files(), Double::sum);
      metrics.merge("bytes", (double) table.bytes(), Double::sum);
      metrics.merge("smallFiles", (double) table.smallFiles(), Double::sum);
      metrics.merge("deletedRows", (double) table.deletedRows(), Double::sum);
      metrics.merge("unmeasuredFiles", (double) table.unmeasuredFiles(), Double::sum);
      metrics.merge("obsoleteFiles", (double) table.obsoleteFiles(), Double::sum);
      metrics.merge("obsoleteBytes", (double) table.obsoleteBytes(), Double::sum);
      metrics.merge("commitsSinceCheckpoint", (double) table.commits(), Math::max);
    }

    StepResult result(boolean dryRun) {
      return new StepResult(
          dryRun || !anything, null, null, null, null, null, metrics, String.join("; ", words));
    }
  }
}
