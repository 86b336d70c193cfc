package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.ListedTable;
import dev.lakehouse.spark.delta.PlacedRow;
import dev.lakehouse.spark.delta.RowReplacement;
import dev.lakehouse.spark.delta.SmallWork;
import dev.lakehouse.spark.delta.TableState;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** Finds out how a gold table is brought up to date: the least work that is exact. */
public final class RefreshSearch {
  /**
   * A table is brought up to date as long as that costs less than this many times what making it
   * anew does, see {@link RefreshCost}.
   */
  private static final String MOST = "spark.lakehouse.incremental.maxCostRatio";

  /**
   * So many keys at most are held in this JVM with their rows, instead of being joined and merged
   * by Spark.
   */
  private static final String KEYS_IN_MEMORY = "spark.lakehouse.incremental.keysInMemory";

  private final StepContext context;
  private final ListedTable.Memory memory;
  private final StepTables tables;
  private final SparkSession session;
  private final Step.Gold step;
  private final TableState target;
  private final int fewKeys;

  /**
   * A search.
   *
   * @param memory the tables of the step
   * @param now the versions that the query reads
   */
  public RefreshSearch(
      StepContext context,
      ListedTable.Memory memory,
      Step.Gold step,
      TableState target,
      Map<TableName, Long> now) {
    this.context = context;
    this.memory = memory;
    this.tables = new StepTables(context, memory, step, target, now);
    this.session = (SparkSession) context.session();
    this.step = step;
    this.target = target;
    this.fewKeys = Integer.parseInt(session.conf().get(KEYS_IN_MEMORY, "50000"));
  }

  /**
   * How to bring the table up to date.
   *
   * @param query the step's query over the versions {@code now}
   */
  public Refresh of(Dataset<Row> query) {
    List<AutoCloseable> open = new ArrayList<>();
    try {
      requireSameColumns(query);
      LogicalPlan plan = tables.listed(Query.simplified(query.queryExecution().analyzed()));
      Inputs inputs = Inputs.of(context, memory, plan, tables.covered(), tables.now());
      open.add(inputs);
      if (inputs.unchanged()) {
        Refresh.close(open);
        return Refresh.nothing();
      }
      List<Attribute> columns = columns(plan);
      Optional<Refresh> added = added(plan, inputs, columns);
      Refresh found = added.isPresent() ? added.get() : byKeys(plan, inputs, columns, open);
      if (found.current().isPresent() || found.count() == 0) {
        Refresh.close(open);
      }
      return found;
    } catch (NotIncremental e) {
      Refresh.close(open);
      return Refresh.full(e.getMessage());
    } catch (RuntimeException e) {
      Refresh.close(open);
      if (lostFiles(e)) {
        return Refresh.full("files of the versions it was made from are gone");
      }
      throw e;
    }
  }

  /** By adding what came to what the table says; empty where that is not exact. */
  private Optional<Refresh> added(LogicalPlan plan, Inputs inputs, List<Attribute> columns) {
    if (leavesRowsOut() || !RowReplacement.applies(target)) {
      return Optional.empty();
    }
    Optional<Addition> addition = Addition.of(plan, inputs, columns);
    Optional<List<Row>> found =
        addition.flatMap(sums -> LocalRows.few(session, sums.plan(), fewKeys));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get().isEmpty()) {
      return Optional.of(Refresh.nothing());
    }
    LocalKeys keys = keys(LocalRows.columns(found.get(), positions()));
    Dataset<Row> numbered = LocalRows.numbered(session, found.get(), target.schema());
    LogicalPlan onTop =
        addition
            .get()
            .onTopOf(
                keys.near(tables.current()), PlacedRow.PLACE, numbered.queryExecution().analyzed());
    return LocalRows.few(session, onTop, LocalRows.MOST)
        .flatMap(matched -> OnTop.of(matched, found.get(), target.schema().length()))
        .map(all -> few(keys, all.made(), all.current()));
  }

  private Refresh few(LocalKeys keys, List<Row> made, List<PlacedRow> current) {
    Dataset<Row> rows = session.createDataFrame(made, target.schema());
    return Refresh.few(keys.table(), rows, made, keys.count(), current);
  }

  /** Rows that the query gives and the table has not: what the table says is not all. */
  private boolean leavesRowsOut() {
    return step.expectations().stream()
        .anyMatch(
            each ->
                each.action() == Expectation.Action.DROP
                    || each.action() == Expectation.Action.QUARANTINE);
  }

  private Refresh byKeys(
      LogicalPlan plan, Inputs inputs, List<Attribute> columns, List<AutoCloseable> open) {
    Optional<LogicalPlan> affected = new AffectedKeys(inputs).of(plan, columns);
    if (affected.isEmpty()) {
      return Refresh.nothing();
    }
    Optional<List<Row>> few = LocalRows.fewDistinct(session, affected.get(), fewKeys);
    return few.isPresent()
        ? ofFew(plan, columns, keys(few.get()), open)
        : ofMany(plan, columns, affected.get(), open);
  }

  private Refresh ofFew(
      LogicalPlan plan, List<Attribute> columns, LocalKeys keys, List<AutoCloseable> open) {
    if (keys.count() == 0) {
      return Refresh.nothing();
    }
    LogicalPlan restricted = keys.restriction().of(plan, columns);
    requireThatItPays(keys.count(), restricted);
    Dataset<Row> rows = Dataset$.MODULE$.ofRows(session, restricted);
    Optional<List<PlacedRow>> current =
        RowReplacement.applies(target) ? keys.rowsOf(tables.current()) : Optional.empty();
    if (current.isPresent()) {
      Optional<List<Row>> made = LocalRows.few(rows, LocalRows.MOST);
      if (made.isPresent()) {
        return few(keys, made.get(), current.get());
      }
    }
    requireUnique(keys.table());
    return Refresh.many(keys.table(), rows, keys.count(), open);
  }

  private Refresh ofMany(
      LogicalPlan plan, List<Attribute> columns, LogicalPlan affected, List<AutoCloseable> open) {
    Dataset<Row> keys =
        Dataset$.MODULE$
            .ofRows(session, affected)
            .distinct()
            .toDF(step.keys().toArray(String[]::new))
            .persist(StorageLevel.MEMORY_AND_DISK());
    open.add(keys::unpersist);
    long count = SmallWork.reading(Long.MAX_VALUE, session, keys::count);
    LogicalPlan restricted =
        new Restriction(
                keys.queryExecution().analyzed(),
                columns.stream().map(each -> Optional.<KeyRanges>empty()).toList())
            .of(plan, columns);
    requireThatItPays(count, restricted);
    requireUnique(keys);
    return Refresh.many(keys, Dataset$.MODULE$.ofRows(session, restricted), count, open);
  }

  private LocalKeys keys(List<Row> rows) {
    StructType schema = target.schema();
    StructType types = new StructType();
    for (int position : positions()) {
      types = types.add(schema.apply(position));
    }
    return new LocalKeys(LocalRows.table(session, rows, types), rows);
  }

  private int[] positions() {
    List<String> names = List.of(target.schema().fieldNames());
    return step.keys().stream()
        .mapToInt(
            key ->
                IntStream.range(0, names.size())
                    .filter(i -> names.get(i).equalsIgnoreCase(key))
                    .findFirst()
                    .orElseThrow(() -> new NotIncremental("the query has no column " + key)))
        .toArray();
  }

  private void requireThatItPays(long count, LogicalPlan restricted) {
    long all = tables.rows();
    long inputs = tables.inputBytes();
    long again = Math.min(inputs, Plans.bytes(restricted).orElse(inputs));
    double share = Math.min(1, count / (double) Math.max(all, 1));
    RefreshCost cost = new RefreshCost(inputs, again, tables.bytes(), share);
    if (!cost.pays(Double.parseDouble(session.conf().get(MOST, "1")))) {
      throw new NotIncremental(
          "%,d keys of %,d rows are affected, all of it costs less".formatted(count, all));
    }
  }

  private void requireSameColumns(Dataset<Row> query) {
    if (!target.schema().sameType(query.schema())
        || !List.of(target.schema().fieldNames()).equals(List.of(query.schema().fieldNames()))) {
      throw new NotIncremental("the query's columns changed");
    }
  }

  private List<Attribute> columns(LogicalPlan plan) {
    List<Attribute> output = Plans.output(plan);
    return IntStream.of(positions()).mapToObj(output::get).toList();
  }

  /** A merge finds rows by key: a table that has two of one key was made from a query that has. */
  private void requireUnique(Dataset<Row> keys) {
    Dataset<Row> those = KeyJoin.of(tables.current(), keys, "left_semi");
    if (SmallWork.reading(
        Long.MAX_VALUE, session, () -> KeyJoin.hasDuplicates(those, step.keys()))) {
      throw new NotIncremental("several rows have the same " + String.join(", ", step.keys()));
    }
  }

  private static boolean lostFiles(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }
}
