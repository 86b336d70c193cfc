package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The lineage of plans' tables, from what Spark makes of their steps when it analyses them over
 * tables without rows. A column of a bronze table that nobody declared is known by its name alone,
 * once somebody asks for it.
 */
final class LineageBuilder {
  private final SparkSession session;
  private final Function<TableName, Optional<StructType>> lake;
  private final Map<TableName, StructType> known = new LinkedHashMap<>();
  private final OpenTables open = new OpenTables();
  private final Map<String, DatasetNode> datasets = new LinkedHashMap<>();
  private final Set<Edge> edges = new TreeSet<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * A builder.
   *
   * @param lake columns of tables that exist on this machine
   */
  LineageBuilder(SparkSession spark, Function<TableName, Optional<StructType>> lake) {
    this.session = SchemaCatalog.session(spark);
    this.lake = lake;
  }

  private record Work(RunPlan plan, Step step) {
    boolean makes(TableName table) {
      return !(step instanceof Step.Publish) && step.id().equals(table.toString());
    }
  }

  LineageGraph build(List<RunPlan> plans) {
    List<Work> waiting = new ArrayList<>();
    plans.forEach(plan -> plan.steps().forEach(step -> waiting.add(new Work(plan, step))));
    while (!waiting.isEmpty()) {
      Work next =
          waiting.stream()
              .filter(work -> work.step().inputs().stream().noneMatch(in -> made(in, waiting)))
              .findFirst()
              .orElse(waiting.get(0));
      waiting.remove(next);
      add(next);
    }
    return new LineageGraph(datasets, edges, List.copyOf(notes));
  }

  private static boolean made(TableName table, List<Work> waiting) {
    return waiting.stream().anyMatch(work -> work.makes(table));
  }

  private void add(Work work) {
    Step step = work.step();
    step.inputs().forEach(input -> require(work.plan(), input));
    if (step instanceof Step.Publish publish) {
      publish(work.plan(), publish);
    } else if (TableName.of(step.id()).layer() == Layer.BRONZE) {
      bronze(work.plan(), step);
    } else {
      table(work, TableName.of(step.id()));
    }
  }

  /** Columns of a table that no step of these plans makes. */
  private void require(RunPlan plan, TableName table) {
    if (known.containsKey(table)) {
      return;
    }
    Optional<StructType> there = lake.apply(table);
    declare(table, there.orElse(new StructType()));
    if (there.isEmpty()) {
      open.add(table, null);
      unknown(table, "nothing among these specs makes it");
    }
    keep(plan, table, List.of(), null);
  }

  private void unknown(TableName table, String why) {
    notes.add(
        "the columns of %s are not known: %s, and it is not among the local tables. Those that steps name are taken as they are, without a type; declare schema.columns in its DataSource, or make it with ./lakehouse run and name the folder with --lake"
            .formatted(table, why));
  }

  private void bronze(RunPlan plan, Step step) {
    TableName table = TableName.of(step.id());
    StructType columns = BronzeColumns.of(step);
    Optional<StructType> there = lake.apply(table);
    for (StructField field : there.orElse(new StructType()).fields()) {
      columns = List.of(columns.fieldNames()).contains(field.name()) ? columns : columns.add(field);
    }
    declare(table, columns);
    String source = SourceText.of(step);
    datasets.put(
        source,
        new DatasetNode(
            source, Identities.source(plan, step), new LinkedHashMap<>(), List.of(), null));
    keep(plan, table, List.of(source), job(plan, step, null));
    if (!BronzeColumns.known(step) && there.isEmpty()) {
      open.add(table, source);
      unknown(table, "its DataSource declares none");
    }
    for (StructField field : columns.fields()) {
      if (!field.name().startsWith("_")) {
        given(source, table, field.name(), field.dataType().simpleString());
      }
    }
  }

  /** A column as the source has it. */
  private void given(String source, TableName table, String column, String type) {
    datasets.get(source).columns().put(column, type);
    edges.add(edge(source, column, table.toString(), column));
  }

  private static Edge edge(String from, String column, String to, String target) {
    return new Edge(new Place(from, column), new Place(to, target), Link.IDENTITY, false);
  }

  private void declare(TableName table, StructType columns) {
    known.put(table, columns);
    SchemaCatalog.declare(session, table, columns);
  }

  private void keep(RunPlan plan, TableName table, List<String> inputs, DatasetNode.Job job) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : known.get(table).fields()) {
      columns.put(field.name(), type(field));
    }
    datasets.put(
        table.toString(),
        new DatasetNode(
            table.toString(), Identities.table(plan.lake(), table), columns, inputs, job));
  }

  private static String type(StructField field) {
    return field.dataType().equals(DataTypes.NullType)
        ? "unknown"
        : field.dataType().sql().toLowerCase(java.util.Locale.ROOT);
  }

  private static DatasetNode.Job job(RunPlan plan, Step step, String sql) {
    return new DatasetNode.Job(
        plan.owner().namespace(), plan.owner().name() + "." + step.id(), plan.owner().kind(), sql);
  }

  private void publish(RunPlan plan, Step.Publish publish) {
    String from = publish.from().toString();
    String target = publish.target() + " of " + publish.connection();
    Map<String, String> columns = datasets.get(from).columns();
    datasets.put(
        target,
        new DatasetNode(
            target,
            Identities.inDatabase(plan, publish.connection(), publish.target()),
            columns,
            List.of(from),
            job(plan, publish, null)));
    columns.keySet().forEach(column -> edges.add(edge(from, column, target, column)));
  }

  private void table(Work work, TableName table) {
    Step step = work.step();
    StructType columns = new StructType();
    try {
      Dataset<Row> query = analysed(step);
      columns = query.schema();
      trace(step, table, query);
      if (step instanceof Step.Silver silver && takesAll(silver)) {
        SilverFlow.sources(silver).stream()
            .filter(open::has)
            .forEach(source -> open.add(table, source.toString()));
      }
    } catch (Unanalysable e) {
      notes.add(
          "where the columns of %s come from is not known: %s".formatted(table, e.getMessage()));
    }
    declare(table, columns);
    String sql = sql(step);
    List<String> inputs = step.inputs().stream().map(TableName::toString).toList();
    keep(work.plan(), table, inputs, job(work.plan(), step, sql));
  }

  private static boolean takesAll(Step.Silver step) {
    return step.columns().isEmpty() && step.query() == null;
  }

  private static String sql(Step step) {
    if (step instanceof Step.Gold gold) {
      return gold.sql();
    }
    return step instanceof Step.Silver silver && silver.query() != null
        ? silver.query().sql()
        : null;
  }

  private void trace(Step step, TableName table, Dataset<Row> query) {
    var plan = query.queryExecution().analyzed();
    PlanLineage.Traced traced = PlanLineage.of(plan);
    Set<String> masked = masked(step);
    for (Attribute column : PlanLineage.list(plan.output())) {
      Set<Origin> origins = traced.columns().getOrDefault(column.exprId(), Set.of());
      if (masked.contains(column.name())) {
        origins = ExpressionLineage.hidden(origins);
      }
      origins.forEach(origin -> link(origin, new Place(table.toString(), column.name())));
    }
    traced.rows().forEach(origin -> link(origin, Place.rows(table.toString())));
  }

  private void link(Origin origin, Place to) {
    Place from = new Place(origin.table().toString(), origin.column());
    edges.add(new Edge(from, to, origin.link(), origin.masked()));
  }

  private static Set<String> masked(Step step) {
    return step instanceof Step.Silver silver
        ? silver.columns().stream()
            .filter(column -> column.mask() != null)
            .map(Step.SilverColumn::name)
            .collect(Collectors.toSet())
        : Set.of();
  }

  /** The query, asked again with each column that turns out to be missing from an open table. */
  private Dataset<Row> analysed(Step step) throws Unanalysable {
    while (true) {
      try {
        return StepQueries.of(session, step);
      } catch (Exception e) {
        Unanalysable why = Unanalysable.of(e);
        why.missing().filter(column -> learn(step.inputs(), column)).orElseThrow(() -> why);
      }
    }
  }

  private boolean learn(List<TableName> inputs, String column) {
    Optional<TableName> only = open.only(inputs);
    if (only.isEmpty() || List.of(known.get(only.get()).fieldNames()).contains(column)) {
      return false;
    }
    learn(only.get(), column);
    return true;
  }

  private void learn(TableName table, String column) {
    declare(table, known.get(table).add(column, DataTypes.NullType));
    datasets.get(table.toString()).columns().put(column, "unknown");
    String source = open.source(table);
    if (source == null) {
      return;
    }
    TableName.parse(source).ifPresent(below -> learn(below, column));
    if (TableName.parse(source).isPresent()) {
      edges.add(edge(source, column, table.toString(), column));
    } else {
      given(source, table, column, "unknown");
    }
  }
}
