package dev.lakehouse.spark.gold;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.ListedTable;
import dev.lakehouse.spark.delta.PlacedRow;
import dev.lakehouse.spark.delta.RowReplacement;
import dev.lakehouse.spark.delta.SmallWork;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.gold.incremental.KeyJoin;
import dev.lakehouse.spark.gold.incremental.Refresh;
import dev.lakehouse.spark.quality.CheckedRows;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The one commit of a gold step, all its versions fixed: checked first, then written. */
record GoldCommit(
    StepContext context,
    ListedTable.Memory tables,
    Step.Gold step,
    TableState target,
    Quarantine quarantine,
    CommitNote note) {
  /** How many keys may have changed, in {@code status.steps[].metrics}. */
  static final String AFFECTED_KEYS = "affectedKeys";

  private static final String DELETION_VECTORS =
      "spark.databricks.delta.properties.defaults.enableDeletionVectors";

  /** All rows of the query in place of the table. */
  StepResult all(Dataset<Row> query) {
    try (CheckedRows checked =
        CheckedRows.onTheWay(
            context,
            target,
            step.output(),
            query,
            step.expectations(),
            CheckedRows.Use.WHOLE_TABLE)) {
      Dataset<Row> rows = checked.written(UnaryOperator.identity());
      if (checked.hasTableChecks()) {
        checked.checkTable(rows, this::reference);
      }
      if (step.refresh() != null) {
        context.session().conf().set(DELETION_VECTORS, deletionVectors());
      }
      return EarlierAttempt.result(
          context
              .writer(table())
              .auditedBy(written -> audited(checked, written))
              .overwrite(target, rows, note, FileLayout.of(step)));
    }
  }

  /** A new table that is brought up to date row by row has them, unless the user decided. */
  private String deletionVectors() {
    return context.session().conf().get(DELETION_VECTORS, "true");
  }

  private CommitNote audited(CheckedRows checked, CommitNote written) {
    CommitNote last = checked.audited(written);
    if (checked.quarantines() && (checked.anyQuarantined() || quarantine.exists())) {
      quarantine.keep(context, checked.quarantined(), note, true);
    }
    return last;
  }

  /** The rows of the keys that may have changed; all rows where that can't be. */
  StepResult some(Dataset<Row> query, Refresh refresh) {
    Optional<String> whyFull = refresh.whyFull();
    if (whyFull.isPresent()) {
      return all(query).withMessage("made in full: " + whyFull.get());
    }
    if (refresh.count() == 0) {
      CommitNote same =
          note.withExpectations(target.note().map(CommitNote::expectations).orElse(null));
      return EarlierAttempt.result(context.writer(table()).mark(target, same))
          .withMetrics(Map.of(AFFECTED_KEYS, 0.0))
          .withMessage("incremental: the changes of its inputs affect no key");
    }
    StepResult result =
        refresh.current().isPresent()
            ? SmallWork.doing(context.session(), () -> few(refresh, refresh.current().get()))
            : many(query, refresh);
    return result.message() == null
        ? result.withMessage("incremental: %,d keys may have changed".formatted(refresh.count()))
        : result;
  }

  private StepResult many(Dataset<Row> query, Refresh refresh) {
    Dataset<Row> rows = refresh.rows().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return KeyJoin.hasDuplicates(rows, step.keys())
          ? all(query)
              .withMessage(
                  "made in full: several rows have the same " + String.join(", ", step.keys()))
          : merged(rows, refresh.keys(), refresh.count());
    } finally {
      rows.unpersist();
    }
  }

  private StepResult few(Refresh refresh, List<PlacedRow> current) {
    if (step.expectations().isEmpty()) {
      CommitNote counted = note.withMetrics(Map.of(AFFECTED_KEYS, (double) refresh.count()));
      return replaced(current, refresh.made(), counted.withExpectations(List.of()));
    }
    boolean unique = PlacedRow.unique(refresh.made(), target.schema(), step.keys());
    try (CheckedRows checked =
        checked(refresh.rows(), refresh.keys(), unique ? step.keys() : List.of())) {
      return replaced(current, checked.kept().collectAsList(), noted(checked, refresh.count()));
    }
  }

  private StepResult replaced(List<PlacedRow> current, List<Row> made, CommitNote last) {
    return EarlierAttempt.result(
        new RowReplacement(context.session(), table(), tables, context.run().crashPoints())
            .commit(target, current, made, step.keys(), last));
  }

  private StepResult merged(Dataset<Row> rows, Dataset<Row> keys, long count) {
    try (CheckedRows checked = checked(rows, keys, step.keys())) {
      Dataset<Row> gone =
          KeyJoin.of(keys, checked.kept().select(KeyJoin.columns(step.keys())), "left_anti");
      return EarlierAttempt.result(
          new KeyReplacement(context.writer(table()), step.keys())
              .commit(target, checked.kept(), gone, noted(checked, count)));
    }
  }

  private CommitNote noted(CheckedRows checked, long count) {
    return note.withExpectations(checked.results())
        .withMetrics(Map.of(AFFECTED_KEYS, (double) count));
  }

  /** The rows of some keys, checked, and those refused in quarantine; to be closed. */
  private CheckedRows checked(Dataset<Row> rows, Dataset<Row> keys, List<String> unique) {
    CheckedRows checked =
        CheckedRows.check(context, target, step.output(), rows, step.expectations(), unique);
    try {
      if (checked.hasTableChecks()) {
        Dataset<Row> others = KeyJoin.of(table().read(target.version()), keys, "left_anti");
        checked.checkTable(others.unionByName(checked.kept()), this::reference);
      }
      if (checked.quarantines() && (checked.anyQuarantined() || quarantine.exists())) {
        quarantine.replace(
            context,
            refused -> KeyJoin.of(refused, keys, "left_anti"),
            checked.quarantined(),
            note);
      }
      return checked;
    } catch (RuntimeException e) {
      checked.close();
      throw e;
    }
  }

  private LakeTable table() {
    return context.table(step.output());
  }

  private Dataset<Row> reference(TableName name) {
    return context.table(name).read(note.inputs().get(name.toString()));
  }
}
