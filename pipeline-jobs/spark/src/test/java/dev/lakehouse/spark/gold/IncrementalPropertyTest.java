package dev.lakehouse.spark.gold;

import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.delta.LayerCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random queries over random changes: after every batch a table that was brought up to date by its
 * changed keys holds what the query gives. {@code -Dlakehouse.incremental.queries} asks for more of
 * them, {@code -Dlakehouse.incremental.seed} for others.
 */
class IncrementalPropertyTest {
  private static final String RATIO = "spark.lakehouse.incremental.maxCostRatio";
  private static final String IN_MEMORY = "spark.lakehouse.incremental.keysInMemory";
  private static final String DELETION_VECTORS =
      "spark.databricks.delta.properties.defaults.enableDeletionVectors";
  private static final int QUERIES = Integer.getInteger("lakehouse.incremental.queries", 8);
  private static final long SEED = Long.getLong("lakehouse.incremental.seed", 20261124);
  private static final int BATCHES = 2;

  private final TestLake lake = TestLake.create();
  private final Random random = new Random(SEED);

  @BeforeEach
  void changedKeysAreTakenHoweverManyTheyAre() {
    set(RATIO, "1000000");
  }

  /** Sessions keep what was set once: nothing can be unset. */
  @AfterEach
  void asUsual() {
    set(RATIO, "1");
    set(IN_MEMORY, "50000");
    set(DELETION_VECTORS, "true");
  }

  private static void set(String setting, String value) {
    TestLake.spark().sparkContext().conf().set(setting, value);
  }

  private String path(String table) {
    return "delta.`" + lake.table(table).path() + "`";
  }

  private void make(String table, String properties) {
    sql(
        "CREATE TABLE %s (id BIGINT, k BIGINT, g BIGINT, v BIGINT, unused STRING) USING delta%s"
            .formatted(path(table), properties));
    for (int part = 0; part < 3; part++) {
      sql("INSERT INTO %s %s".formatted(path(table), rows(8)));
    }
  }

  private String rows(int count) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(
          "(%d, %s, %s, %d, 'x')"
              .formatted(
                  random.nextInt(40),
                  random.nextInt(12) == 0 ? "NULL" : random.nextInt(9),
                  random.nextInt(12) == 0 ? "NULL" : random.nextInt(5),
                  random.nextInt(97)));
    }
    return "VALUES " + String.join(", ", values);
  }

  private void change(String table) {
    String at = path(table);
    switch (random.nextInt(6)) {
      case 0 -> sql("INSERT INTO %s %s".formatted(at, rows(3)));
      case 1 -> sql("DELETE FROM %s WHERE id %% 13 = %d".formatted(at, random.nextInt(13)));
      case 2 ->
          sql(
              "UPDATE %s SET v = (v + 7) %% 97, unused = 'y' WHERE id %% 11 = %d"
                  .formatted(at, random.nextInt(11)));
      case 3 ->
          sql(
              "UPDATE %s SET k = %d WHERE id = %d"
                  .formatted(at, random.nextInt(9), random.nextInt(40)));
      case 4 -> sql("UPDATE %s SET unused = 'z' WHERE id %% 3 = 0".formatted(at));
      default -> {
        sql("INSERT INTO %s %s".formatted(at, rows(2)));
        sql("DELETE FROM %s WHERE v < %d".formatted(at, random.nextInt(8)));
        sql("OPTIMIZE " + at);
      }
    }
  }

  @Test
  void incrementalIsFullAfterEveryBatch() {
    make("silver.a", "");
    make("silver.b", " TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')");
    make("silver.c", " TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')");
    RandomQueries queries = new RandomQueries(random);
    List<Step> steps = new ArrayList<>();
    Map<String, RandomQueries.Query> asked = new TreeMap<>();
    for (int i = 0; i < QUERIES; i++) {
      RandomQueries.Query query = sound(queries);
      Step step =
          incremental(
              "q" + i, query.sql(), List.of("silver.a", "silver.b", "silver.c"), query.keys());
      asked.put(step.id(), query);
      steps.add(step);
    }
    // Half of the tables mark deleted rows, half write files anew.
    lake.run(1L, steps.subList(0, QUERIES / 2).toArray(Step[]::new)).ok();
    set(DELETION_VECTORS, "false");
    lake.run(1L, steps.subList(QUERIES / 2, QUERIES).toArray(Step[]::new)).ok();
    int incremental = 0;
    for (int batch = 2; batch < 2 + BATCHES; batch++) {
      change(List.of("silver.a", "silver.b", "silver.c").get(random.nextInt(3)));
      if (random.nextBoolean()) {
        change(List.of("silver.a", "silver.b", "silver.c").get(random.nextInt(3)));
      }
      // In this JVM, and by Spark's joins and merge.
      set(IN_MEMORY, batch % 2 == 0 ? "50000" : "0");
      TestLake.Outcome outcome = lake.run((long) batch, steps.toArray(Step[]::new));
      for (StepStatus status : outcome.steps()) {
        RandomQueries.Query query = asked.get(status.name());
        String about =
            "seed %d, batch %d, %s: %s\n%s"
                .formatted(SEED, batch, status.name(), status.message(), query);
        assertThat(status.state()).as(about).isNotEqualTo(StepStatus.State.FAILED);
        assertThat(rowsOf(status.name())).as(about).isEqualTo(answer(query.sql()));
        if (status.message().startsWith("incremental")) {
          incremental++;
        } else if (Boolean.getBoolean("lakehouse.incremental.tell")) {
          System.out.println(about);
        }
      }
    }
    assertThat(incremental).as("of all").isGreaterThan(QUERIES * BATCHES / 2);
    System.out.println(incremental + " of " + QUERIES * BATCHES + " incremental");
  }

  /** A query that Spark itself can answer: a few of its rewritings fail on nested subqueries. */
  private RandomQueries.Query sound(RandomQueries queries) {
    while (true) {
      RandomQueries.Query query = queries.next();
      try {
        answer(query.sql());
        return query;
      } catch (RuntimeException e) {
        System.out.println("Spark can't answer " + query + ": " + e);
      }
    }
  }

  private List<String> rowsOf(String table) {
    return text(lake.rows(table).collectAsList());
  }

  private List<String> answer(String query) {
    SparkSession session = TestLake.spark().newSession();
    Map<TableName, Long> versions = new TreeMap<>();
    for (String table : List.of("silver.a", "silver.b", "silver.c")) {
      versions.put(TableName.of(table), lake.version(table));
    }
    LayerCatalog.register(session, name -> lake.table(name.toString()), versions);
    SparkSession.setActiveSession(session);
    try {
      return text(session.sql(query).collectAsList());
    } finally {
      SparkSession.clearActiveSession();
    }
  }

  private static List<String> text(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }
}
