package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.jdbc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
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
          .connection(connection("down", "jdbc:postgresql://127.0.0.1:1/x", "CRM_PASSWORD"));

  private static PlanConnection connection(String name, String url, String password) {
    return new PlanConnection.Jdbc(name, url, "CRM_USER", password);
  }

  @Test
  void aCursorBringsEachChangeOnceAlsoAtTheSameInstant() {
    database.execute(
        "CREATE TABLE customers (id int, name text, updated_at timestamptz)",
        "INSERT INTO customers VALUES (1, 'a', '2024-01-01 00:00:00.000001Z'), (2, 'b', '2024-01-02Z')");
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
    assertThat(reason("unset", "t")).isEqualTo(FailureReason.CONFIGURATION_MISSING);
  }

  private FailureReason reason(String connection, String table) {
    var failure = lake.run(null, jdbc("x", connection, table, null)).failure().orElseThrow();
    assertThat(failure.message()).doesNotContain("s3cret-word").doesNotContain("wrong-word");
    return failure.reason();
  }
}
