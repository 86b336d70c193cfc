package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.jdbc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JdbcRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class JdbcStepTest {
  private final TestPostgres database = TestPostgres.create();
  private final TestLake lake =
      TestLake.create()
          .env("CRM_USER", "crm")
          .env("CRM_PASSWORD", "s3cret-word")
          .env("CRM_WRONG", "wrong-word")
          .connection(connection("crm", database.url(), "CRM_PASSWORD"))
          .connection(connection("refused", database.url(), "CRM_WRONG"))
          .connection(connection("unset", database.url(), "CRM_GONE"))
          .connection(connection("nodb", database.url() + "_gone", "CRM_PASSWORD"))
          .connection(connection("nodriver", "jdbc:nobody://h/x", "CRM_PASSWORD"))
          .connection(connection("down", "jdbc:postgresql://127.0.0.1:1/x", "CRM_PASSWORD"));

  private static PlanConnection connection(String name, String url, String password) {
    return new PlanConnection.Jdbc(name, url, "CRM_USER", password);
  }

  @Test
  void aCursorBringsEachChangeOnceAlsoAtTheSameInstant() {
    database.execute(
        "CREATE TABLE customers (id int, name text, updated_at timestamptz)",
        "INSERT INTO customers VALUES (1, 'a', '2024-01-01 00:00:00.000001Z'), (2, 'b',"
            + " '2024-01-02Z')");
    Step.Jdbc step = jdbc("customers", "crm", "public.customers", "updated_at");
    assertThat(lake.run(null, step).ok().step("bronze.customers").rows()).isEqualTo(2);
    StepStatus nothing = lake.run(null, step).ok().step("bronze.customers");
    assertThat(nothing.state()).isEqualTo(StepStatus.State.SKIPPED);
    database.execute(
        "INSERT INTO customers VALUES (3, 'c', '2024-01-02Z'), (3, 'c', '2024-01-02Z')",
        "UPDATE customers SET name = 'A', updated_at = '2024-01-03Z' WHERE id = 1");
    assertThat(lake.run(null, step).ok().step("bronze.customers").rows()).isEqualTo(3);
    assertThat(lake.values("bronze.customers", "id", "name"))
        .containsExactly("1|A", "1|a", "2|b", "3|c", "3|c");
    assertThat(lake.table("bronze.customers").state().note().orElseThrow().cursor())
        .isEqualTo("2024-01-03 00:00:00");
  }

  @Test
  void rowsWithoutACursorComeOnceWheneverTheyAppear() {
    database.execute(
        "CREATE TABLE undated (id int, at timestamptz)",
        "INSERT INTO undated VALUES (1, NULL), (1, NULL)");
    Step.Jdbc step = jdbc("undated", "crm", "undated", "at");
    assertThat(lake.run(null, step).ok().step("bronze.undated").rows()).isEqualTo(2);
    database.execute("INSERT INTO undated VALUES (2, '2024-01-01Z'), (3, NULL)");
    assertThat(lake.run(null, step).ok().step("bronze.undated").rows()).isEqualTo(2);
    database.execute("INSERT INTO undated VALUES (4, NULL)");
    assertThat(lake.run(null, step).ok().step("bronze.undated").rows()).isEqualTo(1);
    assertThat(lake.run(null, step).ok().step("bronze.undated").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    assertThat(lake.values("bronze.undated", "id")).containsExactly("1", "1", "2", "3", "4");
  }

  @Test
  void aRowThatIsCommittedLateComesWithinTheOverlapAndNothingTwice() {
    database.execute(
        "CREATE TABLE late (id int, at timestamptz)",
        "INSERT INTO late VALUES (1, '2024-01-01T00:00:00Z'), (2, '2024-01-01T00:10:00Z')");
    Step.Jdbc step = jdbc("late", "crm", "late", "at", new JdbcRead(300_000, null, 1, List.of()));
    lake.run(null, step).ok();
    database.execute(
        "INSERT INTO late VALUES (3, '2024-01-01T00:04:59Z'), (4, '2024-01-01T00:05:00Z')",
        "INSERT INTO late VALUES (2, '2024-01-01T00:10:00Z')");
    lake.run(null, step).ok();
    assertThat(lake.run(null, step).ok().step("bronze.late").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    assertThat(lake.values("bronze.late", "id")).containsExactly("1", "2", "2", "4");
    var number = jdbc("n", "crm", "late", "id", new JdbcRead(300_000, null, 1, List.of()));
    lake.run(null, number).ok();
    assertThat(lake.run(null, number).failure().orElseThrow().message())
        .contains("The cursor id of late is a INT");
  }

  @Test
  void aRangeIsReadOnceMoreWithoutDoublingAndWithoutGoingBack() {
    database.execute(
        "CREATE TABLE again (id int, at timestamptz)",
        "INSERT INTO again VALUES (1, '2024-01-01Z'), (2, '2024-01-03Z')");
    Step.Jdbc step = jdbc("again", "crm", "again", "at");
    BackfillWindow window =
        new BackfillWindow(
            Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-02-01T00:00:00Z"));
    assertThat(lake.backfilling(window).run(null, step).ok().step("bronze.again").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    lake.backfilling(null).run(null, step).ok();
    database.execute(
        "ALTER TABLE again ADD COLUMN note text",
        "INSERT INTO again VALUES (0, '2023-12-31Z', NULL), (3, '2024-01-02Z', 'new'), (4,"
            + " '2024-01-04Z', NULL)");
    lake.backfilling(window).run(null, step).ok();
    lake.run(null, step).ok();
    assertThat(lake.values("bronze.again", "id")).containsExactly("1", "2", "3");
    lake.backfilling(null).run(null, step).ok();
    assertThat(lake.values("bronze.again", "id", "note"))
        .containsExactly("1|null", "2|null", "3|new", "4|null");
  }

  @Test
  void aTableIsReadSideBySideWhateverItsValues() {
    database.execute(
        "CREATE TABLE wide (id bigint, d date)",
        "INSERT INTO wide SELECT i::bigint * 1000000007, date '2024-01-01' + i::int FROM"
            + " generate_series(-20, 79) i",
        "INSERT INTO wide VALUES (NULL, NULL)",
        "CREATE TABLE none (id int)");
    for (String column : List.of("id", "d")) {
      Step.Jdbc step =
          jdbc("wide_" + column, "crm", "wide", null, new JdbcRead(0, column, 4, List.of()));
      lake.run(null, step).ok();
      assertThat(lake.values("bronze.wide_" + column, "id")).hasSize(101).doesNotHaveDuplicates();
    }
    lake.run(null, jdbc("none", "crm", "none", null, new JdbcRead(0, "id", 4, List.of()))).ok();
    assertThat(lake.values("bronze.none", "id")).isEmpty();
  }

  @Test
  void aTimeWithoutZoneIsTakenAsWrittenWhereverTheJobRuns() {
    database.execute(
        "CREATE TABLE local (id int, at timestamp)",
        "INSERT INTO local VALUES (1, '2024-07-01 12:00:00.123456')");
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      Step.Jdbc step = jdbc("local", "crm", "local", "at");
      lake.run(null, step).ok();
      database.execute("INSERT INTO local VALUES (2, '2024-07-01 12:00:00.123457')");
      lake.run(null, step).ok();
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(lake.values("bronze.local", "id", "at"))
        .containsExactly("1|2024-07-01 12:00:00.123456", "2|2024-07-01 12:00:00.123457");
  }

  @Test
  void withoutACursorTheWholeTableComesEachTime() {
    database.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
    Step.Jdbc step = jdbc("t", "crm", "t", null);
    lake.run(null, step).ok();
    lake.run(null, step).ok();
    assertThat(lake.values("bronze.t", "id")).containsExactly("1", "1");
  }

  @Test
  void failuresHaveTheirReasonsAndNoSecrets() {
    assertThat(reason("refused", "t")).isEqualTo(FailureReason.ACCESS_DENIED);
    assertThat(reason("nodb", "t")).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(reason("crm", "missing")).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(reason("down", "t")).isEqualTo(FailureReason.SOURCE_UNREACHABLE);
    assertThat(reason("nodriver", "t")).isEqualTo(FailureReason.CONFIGURATION_MISSING);
    assertThat(reason("unset", "t")).isEqualTo(FailureReason.CONFIGURATION_MISSING);
  }

  private FailureReason reason(String connection, String table) {
    var failure = lake.run(null, jdbc("x", connection, table, null)).failure().orElseThrow();
    assertThat(failure.message()).doesNotContain("s3cret-word").doesNotContain("wrong-word");
    return failure.reason();
  }
}
