package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.jdbc;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JdbcRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reads of all rows of a real PostgreSQL: what changed between them, and what types come out. */
class JdbcSnapshotTest {
  private final TestPostgres database = TestPostgres.create();
  private final TestLake lake =
      TestLake.create()
          .env("CRM_USER", "crm")
          .env("CRM_PASSWORD", "s3cret-word")
          .connection(new PlanConnection.Jdbc("crm", database.url(), "CRM_USER", "CRM_PASSWORD"));

  private static Step.Jdbc step(String table, String... keys) {
    return jdbc("t", "crm", table, null, new JdbcRead(0, null, 1, List.of(keys)));
  }

  @Test
  void changesAndDeletionsAreFoundByKey() {
    database.execute(
        "CREATE TABLE t (id int, region text, name text, tags text[])",
        "INSERT INTO t VALUES (1, 'eu', 'a', '{x}'), (2, 'eu', NULL, NULL), (1, 'us', 'c', '{}')");
    Step.Jdbc step = step("t", "id", "region");
    lake.run(1L, step).ok();
    StepStatus nothing = lake.run(2L, step).ok().step("bronze.t");
    assertThat(nothing.state()).isEqualTo(StepStatus.State.SKIPPED);
    database.execute(
        "UPDATE t SET tags = '{x,y}' WHERE name = 'a'",
        "DELETE FROM t WHERE region = 'us'",
        "INSERT INTO t VALUES (3, 'eu', 'd', NULL)");
    lake.run(3L, step).ok();
    database.execute(
        "INSERT INTO t VALUES (1, 'us', 'again', NULL)", "ALTER TABLE t ADD extra int");
    lake.run(4L, step).ok();
    assertThat(lake.values("bronze.t", "_snapshot", "_op", "id", "region", "name"))
        .containsExactly(
            "1|c|1|eu|a",
            "1|c|1|us|c",
            "1|c|2|eu|null",
            "3|c|3|eu|d",
            "3|d|1|us|c",
            "3|u|1|eu|a",
            "4|c|1|us|again");
    lake.run(
            4L,
            keeping(
                silver("t", "bronze.t", List.of("id", "region"), "_snapshot"),
                Step.History.TYPE1,
                "_op = 'd'",
                false))
        .ok();
    assertThat(lake.values("silver.t", "id", "region", "name"))
        .containsExactly("1|eu|a", "1|us|again", "2|eu|null", "3|eu|d");
  }

  /**
   * Any changes, runs that die and are repeated: the changes add up to the table as it was read.
   */
  @Test
  void whateverHappensTheChangesAddUpToTheTable() {
    Random random = new Random(11);
    database.execute("CREATE TABLE t (id int primary key, v int)");
    Map<Integer, Integer> model = new TreeMap<>();
    for (long run = 1; run <= 6; run++) {
      for (int i = random.nextInt(6); i > 0; i--) {
        int id = random.nextInt(8);
        if (random.nextInt(3) == 0) {
          model.remove(id);
          database.execute("DELETE FROM t WHERE id = " + id);
        } else {
          int value = random.nextInt(3);
          model.put(id, value);
          database.execute(
              "INSERT INTO t VALUES (%d, %d) ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v"
                  .formatted(id, value));
        }
      }
      String point = random.nextBoolean() ? "bronze.t:before-commit" : "bronze.t:after-commit";
      lake.crashing(
              at -> {
                if (at.equals(point)) {
                  throw new IllegalStateException("killed at " + at);
                }
              })
          .run(run, step("t", "id"));
      lake.crashing(CrashPoints.NONE).run(run, step("t", "id")).ok();
      List<String> expected = new ArrayList<>();
      model.forEach((id, value) -> expected.add(id + "|" + value));
      assertThat(
              TestLake.sql(
                      "SELECT id, v FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY"
                          + " _snapshot DESC) n FROM delta.`%s`) WHERE n = 1 AND _op <> 'd'"
                              .formatted(lake.table("bronze.t").path()))
                  .collectAsList()
                  .stream()
                  .map(row -> row.mkString("|"))
                  .sorted())
          .isEqualTo(expected.stream().sorted().toList());
    }
  }

  @Test
  void keysThatIdentifyNothingAreRefused() {
    database.execute("CREATE TABLE t (id int, x int)", "INSERT INTO t VALUES (1, 1), (1, NULL)");
    assertThat(failure("id")).contains("that have the same values in id");
    assertThat(failure("x")).contains("without a value in x");
    assertThat(failure("gone")).contains("has no column gone").contains("id, x");
    assertThat(lake.version("bronze.t")).isEqualTo(-1);
  }

  private String failure(String key) {
    var failure = lake.run(null, step("t", key)).failure().orElseThrow();
    assertThat(failure.reason()).isIn(FailureReason.DATA_INVALID, FailureReason.SQL_INVALID);
    return failure.message();
  }

  @Test
  void queriesSideBySideSeeOneState() throws SQLException {
    database.execute(
        "CREATE TABLE t (id int)", "INSERT INTO t SELECT i FROM generate_series(1, 100) i");
    Properties credentials = new Properties();
    credentials.put("user", "crm");
    credentials.put("password", "s3cret-word");
    try (ConsistentState state = ConsistentState.of(database.url(), credentials)) {
      database.execute("DELETE FROM t WHERE id > 50", "INSERT INTO t VALUES (7)");
      Step.Jdbc step = jdbc("t", "crm", "t", null, new JdbcRead(0, "id", 4, List.of()));
      long rows =
          DatabaseTable.read(
                  new dev.lakehouse.spark.StepContext(
                      TestLake.spark(), lake.context(1L, step), null),
                  step,
                  state)
              .count();
      assertThat(rows).isEqualTo(100);
    }
    lake.run(1L, jdbc("t", "crm", "t", null, new JdbcRead(0, "id", 4, List.of()))).ok();
    assertThat(lake.rows("bronze.t").count()).isEqualTo(51);
    assertThat(lake.rows("bronze.t").select("_snapshot").distinct().count()).isEqualTo(1);
  }

  @Test
  void typesOfPostgresComeAsTheyAre() {
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TABLE t (id int, n numeric, m numeric(38,2), ids int[], words text[], u uuid, j"
            + " json, b jsonb, at timestamptz, raw bytea, m2 mood, d date, r real, f double"
            + " precision, yes boolean, t time, i interval)",
        "INSERT INTO t VALUES (1, 12345.678901234567, 0.10, '{1,2}', '{a,NULL}',"
            + " '00000000-0000-0000-0000-000000000001', '{\"a\": 1}', '{\"a\": 1}',"
            + " '2024-07-01 12:00:00+02', '\\x00ff', 'happy', '2024-07-01', 1.5, 2.5, true,"
            + " '12:00:01', '1 day')");
    lake.run(1L, step("t", "id")).ok();
    assertThat(
            lake.values(
                "bronze.t",
                "n",
                "m",
                "ids[1]",
                "words[0]",
                "words[1]",
                "u",
                "j",
                "b",
                "at = '2024-07-01 10:00:00'",
                "hex(raw)",
                "m2",
                "d",
                "r",
                "f",
                "yes",
                "i"))
        .containsExactly(
            "12345.678901234567000000|0.10|2|a|null|00000000-0000-0000-0000-000000000001|{\"a\": 1}"
                + "|{\"a\": 1}|true|00FF|happy|2024-07-01|1.5|2.5|true|1 day");
    assertThat(lake.run(2L, step("t", "id")).ok().step("bronze.t").state())
        .isEqualTo(StepStatus.State.SKIPPED);
  }
}
