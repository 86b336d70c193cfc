package dev.lakehouse.spark.gold.incremental;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.ChangedRows;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.ListedTable;
import dev.lakehouse.spark.delta.SmallWork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.delta.files.TahoeFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.storage.StorageLevel;

/** The tables a query reads: which of them changed, by what rows, and how they were before. */
final class Inputs implements AutoCloseable {
  /** So much of files is read into this JVM when their rows are few. */
  private static final long FEW_BYTES = 64L << 20;

  private record Change(
      TableName table, Dataset<Row> rows, boolean additions, Supplier<LogicalPlan> before) {}

  private final Map<String, Change> changes = new HashMap<>();
  private final List<Dataset<Row>> kept = new ArrayList<>();

  private Inputs() {}

  /**
   * The inputs of a query.
   *
   * @param tables the tables of the step
   * @param before the versions that the table to be made covers
   * @param now the versions that {@code query} reads
   * @throws NotIncremental when it can't be told by what rows a table changed
   */
  static Inputs of(
      StepContext context,
      ListedTable.Memory tables,
      LogicalPlan query,
      Map<TableName, Long> before,
      Map<TableName, Long> now) {
    Inputs inputs = new Inputs();
    try {
      for (Map.Entry<TableName, Long> table : now.entrySet()) {
        long covered = before.get(table.getKey());
        if (covered != table.getValue()) {
          inputs.add(context, tables, query, table.getKey(), covered, table.getValue());
        }
      }
      return inputs;
    } catch (ChangedRows.Unknown e) {
      inputs.close();
      throw new NotIncremental(e.getMessage());
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void add(
      StepContext context,
      ListedTable.Memory tables,
      LogicalPlan query,
      TableName name,
      long before,
      long now)
      throws ChangedRows.Unknown {
    LakeTable table = context.table(name);
    String path = table.dataPath();
    List<String> columns = UsedColumns.of(query, path);
    if (columns.isEmpty()) {
      return;
    }
    ChangedRows.Difference difference = ChangedRows.between(context.session(), table, before, now);
    for (String column : columns) {
      if (!List.of(difference.rows().columns()).contains(column)) {
        throw new NotIncremental("the query reads %s of %s".formatted(column, name));
      }
    }
    rows(difference, columns)
        .ifPresent(
            rows ->
                changes.put(
                    path,
                    new Change(
                        name,
                        rows,
                        difference.additions(),
                        () ->
                            tables
                                .read(context.session(), table, before)
                                .queryExecution()
                                .analyzed())));
  }

  /** The rows that differ in these columns, in this JVM when they are few; empty: none do. */
  private Optional<Dataset<Row>> rows(ChangedRows.Difference difference, List<String> columns) {
    Dataset<Row> rows = net(difference, columns);
    boolean small =
        difference.records() != null
            && difference.records() <= LocalRows.MOST
            && difference.bytes() <= FEW_BYTES;
    if (!small) {
      Dataset<Row> many = rows.persist(StorageLevel.MEMORY_AND_DISK());
      kept.add(many);
      if (SmallWork.reading(Long.MAX_VALUE, many.sparkSession(), many::count) > LocalRows.MOST) {
        return Optional.of(many);
      }
    }
    List<Row> found = rows.collectAsList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(LocalRows.table(rows.sparkSession(), found, rows.schema()));
  }

  /** Rows that came and went unchanged are none: most of a file that was rewritten for one row. */
  private static Dataset<Row> net(ChangedRows.Difference difference, List<String> columns) {
    Dataset<Row> rows = difference.rows();
    Column[] names =
        columns.stream()
            .map(name -> col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    boolean comparable =
        columns.stream().allMatch(name -> comparable(rows.schema().apply(name).dataType()));
    return comparable && !difference.additions()
        ? rows.groupBy(names)
            .agg(sum(ChangedRows.SIGN).as(ChangedRows.SIGN))
            .where(col(ChangedRows.SIGN).notEqual(0))
            .select(names)
        : rows.select(names);
  }

  private static boolean comparable(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).allMatch(field -> comparable(field.dataType()));
    }
    return type instanceof ArrayType array
        ? comparable(array.elementType())
        : !(type instanceof MapType) && !(type instanceof VariantType);
  }

  static List<LogicalPlan> subqueries(LogicalPlan plan) {
    List<LogicalPlan> plans = new ArrayList<>();
    Plans.list(plan.expressions()).forEach(expression -> collectSubqueries(expression, plans));
    return plans;
  }

  private static void collectSubqueries(Expression expression, List<LogicalPlan> plans) {
    if (expression instanceof SubqueryExpression subquery) {
      plans.add((LogicalPlan) subquery.plan());
    }
    Plans.list(expression.children()).forEach(child -> collectSubqueries(child, plans));
  }

  static Optional<String> pathOf(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
            && files.location() instanceof TahoeFileIndex index
        ? Optional.of(index.path().toString())
        : Optional.empty();
  }

  private Optional<Change> changeOf(LogicalPlan leaf) {
    return pathOf(leaf).map(changes::get);
  }

  /** Whether nothing that the query reads changed. */
  boolean unchanged() {
    return changes.isEmpty();
  }

  /** A table below the plan, or in a subquery of it, that changed. */
  Optional<TableName> changedBelow(LogicalPlan plan) {
    Optional<TableName> found = changeOf(plan).map(Change::table);
    if (found.isPresent()) {
      return found;
    }
    List<LogicalPlan> below = new ArrayList<>(Plans.list(plan.children()));
    below.addAll(subqueries(plan));
    return below.stream().map(this::changedBelow).flatMap(Optional::stream).findFirst();
  }

  /** Values of the columns in the changed rows of a table. */
  LogicalPlan changedRows(LogicalPlan leaf, List<Attribute> columns) {
    LogicalPlan rows = changeOf(leaf).orElseThrow().rows().queryExecution().analyzed();
    return Plans.project(columns.stream().map(column -> byName(rows, column)).toList(), rows);
  }

  /** Whether all that happened to the table is that rows came. */
  boolean additionsOnly(LogicalPlan leaf) {
    return changeOf(leaf).orElseThrow().additions();
  }

  /** The rows that came into a table, in place of it. */
  LogicalPlan added(LogicalPlan leaf) {
    return inPlaceOf(leaf, changeOf(leaf).orElseThrow().rows().queryExecution().analyzed());
  }

  /** The plan over its tables as they were before. */
  LogicalPlan before(LogicalPlan plan) {
    return Plans.replaceLeaves(
        plan,
        leaf -> changeOf(leaf).map(change -> inPlaceOf(leaf, change.before().get())).orElse(leaf));
  }

  /** A column that is new was null before. */
  private static LogicalPlan inPlaceOf(LogicalPlan leaf, LogicalPlan old) {
    return new Project(
        Plans.seq(
            Plans.output(leaf).stream()
                .map(column -> Plans.alias(byName(old, column), column.name(), column.exprId()))
                .toList()),
        old);
  }

  private static Expression byName(LogicalPlan plan, Attribute column) {
    return Plans.output(plan).stream()
        .filter(found -> found.name().equalsIgnoreCase(column.name()))
        .map(Expression.class::cast)
        .findFirst()
        .orElseGet(() -> Literal$.MODULE$.create((Object) null, column.dataType()));
  }

  @Override
  public void close() {
    kept.forEach(Dataset::unpersist);
  }
}
