package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.TableState;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * What has to be computed again of a gold table: the keys that the changes of its inputs may have
 * affected, and the query's rows of these keys. Exact: the rest of the table is what the query
 * would give.
 */
public final class Refresh implements AutoCloseable {
  /**
   * Share of the table's keys above which the whole table is made instead: it reads no old versions
   * and merges nothing. A guess: the benchmark of the module's README has yet to find the right
   * one.
   */
  private static final String MOST = "0.3";

  private static final String MOST_SETTING = "spark.lakehouse.incremental.maxChangedShare";

  /** So few keys are handed to Spark as values, whose number it knows when it plans. */
  private static final long FEW = 50_000;

  private final String whyFull;
  private final Dataset<Row> keys;
  private final Dataset<Row> rows;
  private final long count;
  private final List<AutoCloseable> open;

  private Refresh(
      String whyFull, Dataset<Row> keys, Dataset<Row> rows, long count, List<AutoCloseable> open) {
    this.whyFull = whyFull;
    this.keys = keys;
    this.rows = rows;
    this.count = count;
    this.open = open;
  }

  /** The whole table has to be made; {@code why} ends a sentence. */
  public static Refresh full(String why) {
    return new Refresh(why, null, null, 0, List.of());
  }

  /**
   * How to bring the table up to date.
   *
   * @param query the step's query over the versions {@code now}
   */
  public static Refresh of(
      StepContext context,
      Step.Gold step,
      TableState target,
      Map<TableName, Long> now,
      Dataset<Row> query) {
    List<AutoCloseable> open = new ArrayList<>();
    try {
      requireSameColumns(target, query);
      LogicalPlan plan = Query.simplified(query.queryExecution().analyzed());
      Inputs inputs = Inputs.of(context, plan, covered(step, target), now);
      open.add(inputs);
      List<Attribute> columns = columns(step, plan);
      Optional<LogicalPlan> affected = new AffectedKeys(inputs).of(plan, columns);
      return affected.isEmpty()
          ? new Refresh(null, null, null, 0, open)
          : ofKeys(context, step, target, plan, columns, affected.get(), open);
    } catch (NotIncremental e) {
      close(open);
      return full(e.getMessage());
    } catch (RuntimeException e) {
      close(open);
      if (lostFiles(e)) {
        return full("files of the versions it was made from are gone");
      }
      throw e;
    }
  }

  private static Refresh ofKeys(
      StepContext context,
      Step.Gold step,
      TableState target,
      LogicalPlan plan,
      List<Attribute> columns,
      LogicalPlan affected,
      List<AutoCloseable> open) {
    SparkSession session = (SparkSession) context.session();
    Dataset<Row> found =
        Dataset$.MODULE$
            .ofRows(session, affected)
            .distinct()
            .toDF(step.keys().toArray(String[]::new))
            .persist(StorageLevel.MEMORY_AND_DISK());
    open.add(found::unpersist);
    long count = found.count();
    long all = context.table(step.output()).read(target.version()).count();
    double most = Double.parseDouble(session.conf().get(MOST_SETTING, MOST));
    if (count > most * Math.max(all, 1)) {
      throw new NotIncremental("%,d keys of %,d rows are affected".formatted(count, all));
    }
    if (count == 0) {
      return new Refresh(null, null, null, 0, open);
    }
    Dataset<Row> keys =
        count <= FEW ? session.createDataFrame(found.collectAsList(), found.schema()) : found;
    LogicalPlan restricted = new Restriction(keys.queryExecution().analyzed()).of(plan, columns);
    Dataset<Row> rows = Dataset$.MODULE$.ofRows(session, restricted);
    requireUnique(context, step, target, keys);
    return new Refresh(null, keys, rows, count, open);
  }

  private static Map<TableName, Long> covered(Step.Gold step, TableState target) {
    Map<TableName, Long> covered = new TreeMap<>();
    Map<String, Long> noted = target.note().orElseThrow().inputs();
    for (TableName name : step.inputs()) {
      covered.put(name, noted.get(name.toString()));
    }
    return covered;
  }

  private static void requireSameColumns(TableState target, Dataset<Row> query) {
    if (!target.schema().sameType(query.schema())
        || !List.of(target.schema().fieldNames()).equals(List.of(query.schema().fieldNames()))) {
      throw new NotIncremental("the query's columns changed");
    }
  }

  private static List<Attribute> columns(Step.Gold step, LogicalPlan plan) {
    return step.keys().stream()
        .map(
            key ->
                Plans.output(plan).stream()
                    .filter(column -> column.name().equalsIgnoreCase(key))
                    .findFirst()
                    .orElseThrow(() -> new NotIncremental("the query has no column " + key)))
        .toList();
  }

  /** A merge finds rows by key: a table that has two of one key was made from a query that has. */
  private static void requireUnique(
      StepContext context, Step.Gold step, TableState target, Dataset<Row> keys) {
    Dataset<Row> current = context.table(step.output()).read(target.version());
    if (hasDuplicates(KeyJoin.of(current, keys, "left_semi"), step.keys())) {
      throw new NotIncremental("several rows have the same " + String.join(", ", step.keys()));
    }
  }

  /** Whether rows share a key. */
  public static boolean hasDuplicates(Dataset<Row> rows, List<String> keys) {
    return !rows.groupBy(KeyJoin.columns(keys)).count().where("count > 1").isEmpty();
  }

  private static boolean lostFiles(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }

  /** Why the whole table has to be made; empty when it hasn't. */
  public Optional<String> whyFull() {
    return Optional.ofNullable(whyFull);
  }

  /** How many keys may have changed. */
  public long count() {
    return count;
  }

  /** The keys that may have changed; to be asked for when there is one. */
  public Dataset<Row> keys() {
    return keys;
  }

  /** The query's rows of these keys. */
  public Dataset<Row> rows() {
    return rows;
  }

  private static void close(List<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("rows that were kept in memory could not be let go", e);
      }
    }
  }

  @Override
  public void close() {
    close(open);
  }
}
