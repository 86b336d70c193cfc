package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.ExpectationSpec;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineSpec.GoldTable;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which tables objects declare, and what those are made from. Names that are none are left out. */
final class Declarations {
  private Declarations() {}

  static List<Declaration> of(DataSource source) {
    return TableName.parse(BronzeTable.nameOf(source.getMetadata().getName()))
        .map(table -> List.of(new Declaration(Owner.of(source), table, "metadata.name", List::of)))
        .orElse(List.of());
  }

  static List<Declaration> of(MedallionPipeline pipeline) {
    Owner owner = Owner.of(pipeline);
    List<Declaration> all = new ArrayList<>();
    List<SilverTable> silver = orEmpty(pipeline.getSpec().silver());
    for (int i = 0; i < silver.size(); i++) {
      SilverTable table = silver.get(i);
      String path = "spec.silver[" + i + "]";
      tableOf(Layer.SILVER, table.name())
          .ifPresent(name -> all.add(new Declaration(owner, name, path, () -> inputs(table))));
    }
    List<GoldTable> gold = orEmpty(pipeline.getSpec().gold());
    for (int i = 0; i < gold.size(); i++) {
      GoldTable table = gold.get(i);
      String path = "spec.gold[" + i + "]";
      tableOf(Layer.GOLD, table.name())
          .ifPresent(name -> all.add(new Declaration(owner, name, path, () -> inputs(table))));
    }
    return all;
  }

  static List<Declaration> of(SegmentModel model) {
    Owner owner = Owner.of(model);
    return TableName.parse(model.getSpec().output().table())
        .map(
            table ->
                List.of(
                    new Declaration(
                        owner,
                        table,
                        "spec.output.table",
                        () -> TableName.parse(model.getSpec().from()).stream().toList())))
        .orElse(List.of());
  }

  /** The tables a query reads, sorted; empty when it can't be parsed. */
  static List<TableName> reads(String sql) {
    return sql == null ? List.of() : tables(SparkGrammar.query(sql).tables());
  }

  /** The tables that are named, sorted, once each. */
  static List<TableName> tables(List<ParsedSql.TableReference> references) {
    return references.stream()
        .map(reference -> TableName.parse(lowerCaseName(reference)))
        .flatMap(Optional::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Spark finds tables whatever the case of their names; layers are catalogs, which it does not.
   */
  static String lowerCaseName(ParsedSql.TableReference reference) {
    List<String> parts = new ArrayList<>(reference.parts());
    int last = parts.size() - 1;
    parts.set(last, parts.get(last).toLowerCase(java.util.Locale.ROOT));
    return String.join(".", parts);
  }

  static Optional<TableName> tableOf(Layer layer, String name) {
    return TableName.parse(layer.label() + "." + name);
  }

  /** What a pipeline's gold tables and a model's output are published to. */
  static Stream<PublishTarget> publishes(MedallionPipeline pipeline) {
    return orEmpty(pipeline.getSpec().gold()).stream()
        .flatMap(table -> orEmpty(table.publish()).stream());
  }

  static Stream<PublishTarget> publishes(SegmentModel model) {
    return orEmpty(model.getSpec().output().publish()).stream();
  }

  private static List<TableName> inputs(SilverTable table) {
    return inputs(
        SilverQueries.reads(table).flatMap(name -> TableName.parse(name).stream()).toList(),
        Layer.SILVER,
        table.name(),
        table.expectations());
  }

  private static List<TableName> inputs(GoldTable table) {
    return inputs(reads(table.sql()), Layer.GOLD, table.name(), table.expectations());
  }

  /** A table may refer to itself (a hierarchy), but not be made from itself. */
  private static List<TableName> inputs(
      List<TableName> reads, Layer layer, String name, List<ExpectationSpec> expectations) {
    TreeSet<TableName> all = new TreeSet<>();
    for (ExpectationSpec expectation : orEmpty(expectations)) {
      if (expectation.references() != null) {
        TableName.parse(expectation.references().table()).ifPresent(all::add);
      }
    }
    tableOf(layer, name).ifPresent(all::remove);
    all.addAll(reads);
    return List.copyOf(all);
  }
}
