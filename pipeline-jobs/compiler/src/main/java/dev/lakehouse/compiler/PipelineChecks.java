package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.MedallionPipelineSpec;
import dev.lakehouse.api.MedallionPipelineSpec.GoldTable;
import dev.lakehouse.api.MedallionPipelineSpec.History;
import dev.lakehouse.api.MedallionPipelineSpec.Refresh;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.SilverColumn;
import dev.lakehouse.plan.JobEnvironment;
import dev.lakehouse.plan.Layer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The checks of a MedallionPipeline, in the order of its fields. */
final class PipelineChecks {
  private PipelineChecks() {}

  static void check(MedallionPipelineSpec spec, Scope scope, Findings findings) {
    CommonChecks.nameFits(
        scope.object().getMetadata().getName(), NameLimits.RUN_OWNER, "of its runs", findings);
    CommonChecks.lakehouseExists(scope, findings);
    CommonChecks.trigger("spec.trigger", spec.trigger(), findings);
    List<SilverTable> silver = orEmpty(spec.silver());
    List<GoldTable> gold = orEmpty(spec.gold());
    if (silver.isEmpty() && gold.isEmpty()) {
      findings.add(
          "spec",
          SpecReason.INVALID_SPEC,
          "the pipeline has no table; declare at least one under silver or gold");
    }
    for (int i = 0; i < silver.size(); i++) {
      silver("spec.silver[" + i + "]", silver.get(i), scope, findings);
    }
    saltsAreToldApart(silver, findings);
    Set<String> targets = new HashSet<>();
    for (int i = 0; i < gold.size(); i++) {
      gold("spec.gold[" + i + "]", gold.get(i), targets, scope, findings);
    }
    freshness(spec, gold, findings);
    CommonChecks.runs(spec.retry(), spec.timeouts(), findings);
    MaintenanceChecks.check(spec.maintenance(), spec.timeouts(), findings);
    TableChecks.noConflicts(scope, findings);
    TableChecks.noCircles(scope, findings);
  }

  /** With a schedule the user says when there are runs, and a promise besides could not be kept. */
  private static void freshness(
      MedallionPipelineSpec spec, List<GoldTable> gold, Findings findings) {
    boolean decides =
        spec.trigger() == null
            || spec.trigger().onNewData() != null
            || spec.trigger().continuous() != null;
    for (int i = 0; i < gold.size(); i++) {
      String path = "spec.gold[" + i + "].freshness";
      String freshness = gold.get(i).freshness();
      findings.checkDuration(path, freshness);
      if (freshness != null && !decides) {
        findings.add(
            path,
            SpecReason.INVALID_SPEC,
            "goes with trigger onNewData or continuous, which let the operator decide when to run;"
                + " set one of them, or remove freshness");
      }
    }
  }

  private static void silver(String path, SilverTable table, Scope scope, Findings findings) {
    tableName(path, Layer.SILVER, table.name(), findings);
    TableChecks.exists(path + ".from", table.from(), scope, findings);
    SilverFlows.check(path, table, scope, findings);
    SilverQueries.check(path, table, scope, findings);
    List<SilverColumn> columns = orEmpty(table.columns());
    CommonChecks.distinct(
        path + ".flatten",
        orEmpty(table.flatten()),
        Function.identity(),
        SpecReason.INVALID_COLUMN,
        findings);
    SilverColumnChecks.check(path, table, findings);
    findings.checkExpression(path + ".where", table.where());
    Set<String> names = columns.stream().map(SilverColumn::name).collect(Collectors.toSet());
    keys(path, table, names, findings);
    SilverHistoryChecks.check(path, table, names, findings);
    names = SilverHistoryChecks.withAdded(table, names);
    CommonChecks.columnsExist(path + ".clusterBy", orEmpty(table.clusterBy()), names, findings);
    LayoutChecks.check(path, table.layout(), orEmpty(table.clusterBy()), names, findings);
    LayoutChecks.rowsAreWhole(path, table, findings);
    TableFeatures.check(path, table, findings);
    ExpectationChecks.check(path, table.expectations(), names, scope, findings);
  }

  private static void keys(String path, SilverTable table, Set<String> columns, Findings findings) {
    boolean merges = Defaults.history(table.history()) != History.NONE;
    if (merges && orEmpty(table.keys()).isEmpty()) {
      findings.add(
          path + ".keys",
          SpecReason.INVALID_SPEC,
          "history Type1 keeps the newest row of a key, First the first one, Type2 all versions of"
              + " it, and all need keys; name the columns that identify a row, or set history: None"
              + " to append");
    }
    CommonChecks.columnsExist(path + ".keys", orEmpty(table.keys()), columns, findings);
    if (table.sequenceBy() != null && !columns.isEmpty() && !columns.contains(table.sequenceBy())) {
      findings.add(
          path + ".sequenceBy",
          SpecReason.INVALID_COLUMN,
          "the table has no column "
              + table.sequenceBy()
              + NearestName.hint(table.sequenceBy(), columns)
              + "; it stands in columns like any other");
    }
  }

  private static void gold(
      String path, GoldTable table, Set<String> targets, Scope scope, Findings findings) {
    tableName(path, Layer.GOLD, table.name(), findings);
    TableChecks.query(path + ".sql", table.sql(), scope, findings);
    CommonChecks.columnsExist(path + ".keys", orEmpty(table.keys()), Set.of(), findings);
    CommonChecks.columnsExist(path + ".clusterBy", orEmpty(table.clusterBy()), Set.of(), findings);
    TableFeatures.clustering(path, orEmpty(table.clusterBy()), findings);
    LayoutChecks.check(path, table.layout(), orEmpty(table.clusterBy()), Set.of(), findings);
    ExpectationChecks.check(path, table.expectations(), Set.of(), scope, findings);
    if (!orEmpty(table.publish()).isEmpty() && orEmpty(table.keys()).isEmpty()) {
      findings.add(
          path + ".keys",
          SpecReason.INVALID_SPEC,
          "a published table needs keys; they identify a row in the warehouse");
    }
    if (table.refresh() == Refresh.INCREMENTAL && orEmpty(table.keys()).isEmpty()) {
      findings.add(
          path + ".keys",
          SpecReason.INVALID_SPEC,
          "refresh Incremental needs keys; they say which rows a change concerns");
    }
    TableChecks.publish(path + ".publish", orEmpty(table.publish()), targets, scope, findings);
  }

  /** Rows that an expectation turns away go to a table of their own, named after the table. */
  private static void tableName(String path, Layer layer, String name, Findings findings) {
    if (Declarations.tableOf(layer, name).isEmpty()) {
      findings.add(
          path + ".name",
          SpecReason.INVALID_SPEC,
          "'"
              + name
              + "' can't be a table's name; write lower-case letters, digits and underscores, a"
              + " letter first");
    } else if (name.endsWith("_quarantine")) {
      findings.add(
          path + ".name",
          SpecReason.INVALID_SPEC,
          "names that end in _quarantine are kept for rows that expectations turn away; choose"
              + " another");
    } else if (layer == Layer.SILVER && name.endsWith("_lh_changes")) {
      findings.add(
          path + ".name",
          SpecReason.INVALID_SPEC,
          "names that end in _lh_changes are kept for what tables remember of their input; choose"
              + " another");
    }
  }

  /** Secrets reach a job as environment variables, whose names allow fewer characters. */
  private static void saltsAreToldApart(List<SilverTable> silver, Findings findings) {
    Map<String, String> secrets = new HashMap<>();
    silver.stream()
        .flatMap(table -> orEmpty(table.columns()).stream())
        .filter(column -> column.mask() != null)
        .flatMap(column -> column.mask().salt().stream())
        .distinct()
        .sorted()
        .forEach(
            secret -> {
              String other = secrets.putIfAbsent(JobEnvironment.salt(secret), secret);
              if (other != null) {
                findings.add(
                    "spec.silver",
                    SpecReason.INVALID_SPEC,
                    "salts '%s' and '%s' would share one environment variable; rename one Secret"
                        .formatted(other, secret));
              }
            });
  }
}
