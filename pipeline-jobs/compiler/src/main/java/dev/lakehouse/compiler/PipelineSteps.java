package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.MedallionPipelineSpec;
import dev.lakehouse.api.MedallionPipelineSpec.GoldTable;
import dev.lakehouse.api.MedallionPipelineSpec.Refresh;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Unnesting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The steps of a MedallionPipeline; its spec has passed its checks. */
final class PipelineSteps {
  private final Map<TableName, SilverTable> silver = new HashMap<>();
  private final Map<TableName, GoldTable> gold = new HashMap<>();

  private PipelineSteps(MedallionPipelineSpec spec) {
    orEmpty(spec.silver())
        .forEach(table -> silver.put(new TableName(Layer.SILVER, table.name()), table));
    orEmpty(spec.gold()).forEach(table -> gold.put(new TableName(Layer.GOLD, table.name()), table));
  }

  /** In that order of tables, each followed by its publishes. */
  static List<Step> of(MedallionPipelineSpec spec, List<TableName> order) {
    PipelineSteps tables = new PipelineSteps(spec);
    List<Step> steps = new ArrayList<>();
    for (TableName table : order) {
      if (table.layer() == Layer.SILVER) {
        steps.add(tables.step(table, tables.silver.get(table)));
      } else {
        GoldTable declared = tables.gold.get(table);
        steps.add(tables.step(table, declared));
        steps.addAll(Steps.publishes(table, declared.publish(), orEmpty(declared.keys())));
      }
    }
    return steps;
  }

  private Step step(TableName name, SilverTable table) {
    TableName from = TableName.of(table.from());
    List<Expectation> expectations =
        Layouts.expectations(ExpectationPlans.of(table.expectations()), table.layout());
    return new Step.Silver(
        name.toString(),
        dependsOn(Expectation.withReferenced(sources(table), name, expectations)),
        from,
        name,
        SilverColumns.of(table.columns()),
        table.where(),
        orEmpty(table.keys()),
        table.sequenceBy(),
        history(table),
        changes(table),
        orEmpty(table.clusterBy()),
        expectations,
        unnesting(table),
        Layouts.of(table.layout()),
        SilverFlows.of(table),
        SilverQueries.of(table));
  }

  private static List<TableName> sources(SilverTable table) {
    return SilverQueries.reads(table).map(TableName::of).toList();
  }

  private static Unnesting unnesting(SilverTable table) {
    Unnesting unnesting = new Unnesting(table.explode(), orEmpty(table.flatten()));
    return unnesting.equals(Unnesting.NONE) ? null : unnesting;
  }

  private static Step.History history(SilverTable table) {
    return switch (Defaults.history(table.history())) {
      case NONE -> Step.History.NONE;
      case FIRST -> Step.History.FIRST;
      case TYPE1 -> Step.History.TYPE1;
      case TYPE2 -> Step.History.TYPE2;
    };
  }

  private static SilverChanges changes(SilverTable table) {
    SilverChanges.Input input =
        table.input() == SilverChanges.Input.APPENDED ? null : table.input();
    SilverChanges changes =
        new SilverChanges(table.deleteWhen(), Boolean.TRUE.equals(table.ignoreNulls()), input);
    return changes.equals(SilverChanges.NONE) ? null : changes;
  }

  private Step step(TableName name, GoldTable table) {
    List<TableName> reads = Declarations.reads(table.sql());
    List<Expectation> expectations =
        Layouts.expectations(ExpectationPlans.of(table.expectations()), table.layout());
    return new Step.Gold(
        name.toString(),
        dependsOn(Expectation.withReferenced(reads, name, expectations)),
        reads,
        name,
        table.sql(),
        orEmpty(table.keys()),
        refresh(table),
        orEmpty(table.clusterBy()),
        expectations,
        Layouts.of(table.layout()));
  }

  private static GoldRefresh refresh(GoldTable table) {
    return table.refresh() == Refresh.INCREMENTAL
        ? GoldRefresh.incremental(SparkGrammar.query(table.sql()).fullOnly())
        : null;
  }

  /** The steps that make those tables, of those that this plan makes. */
  private List<String> dependsOn(List<TableName> inputs) {
    return inputs.stream()
        .filter(table -> silver.containsKey(table) || gold.containsKey(table))
        .map(TableName::toString)
        .sorted()
        .toList();
  }
}
