package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.LayerCatalog;
import dev.lakehouse.spark.delta.Rewrites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables that a silver table looks things up in. */
final class Lookups {
  private final StepContext context;
  private final List<TableName> tables;
  private final boolean rebuilds;

  private Lookups(StepContext context, List<TableName> tables, boolean rebuilds) {
    this.context = context;
    this.tables = tables;
    this.rebuilds = rebuilds;
  }

  static Lookups of(StepContext context, Step.Silver step) {
    return step.query() == null
        ? new Lookups(context, List.of(), false)
        : new Lookups(
            context,
            step.query().lookups(),
            step.query().onLookupChange() == SilverQuery.OnLookupChange.REBUILD);
  }

  /** Delta's ids of the tables at those versions. */
  Map<TableName, String> ids(Map<String, Long> versions) {
    Map<TableName, String> ids = new LinkedHashMap<>();
    tables.forEach(name -> ids.put(name, context.table(name).id(versions.get(name.toString()))));
    return ids;
  }

  /** Whether rows keep what was found there when they came. */
  boolean keep(TableName table) {
    return !rebuilds && tables.contains(table);
  }

  /** Lets the query of that session see the tables at those versions. */
  void show(Map<String, Long> versions) {
    Map<TableName, Long> shown = new TreeMap<>();
    tables.forEach(name -> shown.put(name, versions.get(name.toString())));
    if (!shown.isEmpty()) {
      LayerCatalog.register(context.session(), context::table, shown);
    }
  }

  /** The first table whose other rows make all rows be made anew; empty: none does. */
  Optional<TableName> rebuilding(CommitNote covered, Map<String, Long> versions) {
    return rebuilds
        ? tables.stream().filter(name -> !sameRows(name, covered, versions)).findFirst()
        : Optional.empty();
  }

  /** Whether the versions that the table notes are those. */
  boolean noted(CommitNote covered, Map<String, Long> versions) {
    return tables.stream()
        .map(TableName::toString)
        .allMatch(name -> versions.get(name).equals(covered.inputs().get(name)));
  }

  private boolean sameRows(TableName name, CommitNote covered, Map<String, Long> versions) {
    LakeTable table = context.table(name);
    long pinned = versions.get(name.toString());
    Long noted = covered.inputs().get(name.toString());
    return noted != null
        && table.id(pinned).equals(covered.inputIds().get(name.toString()))
        && (noted == pinned || Rewrites.past(table, noted, pinned) == pinned);
  }
}
