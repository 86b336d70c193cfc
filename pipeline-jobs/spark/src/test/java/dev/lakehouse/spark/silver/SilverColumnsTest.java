package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.plan.Expectation.Action.WARN;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SilverColumnsTest {
  private final TestLake lake = TestLake.create();

  private static Step.SilverColumn plain(String name) {
    return new Step.SilverColumn(name, null, null, null);
  }

  private static Step.SilverColumn cast(String name, String type, Expectation.Action onInvalid) {
    return new Step.SilverColumn(
        name, null, type, null, new ColumnCleaning(List.of(), null, onInvalid));
  }

  private void people() {
    lake.bronze(
        "bronze.people",
        sql(
            "SELECT * FROM VALUES (1, '7', 'ann@x.org', 'A', timestamp'2026-01-02 03:04:05.678901'),"
                + " (2, 'old', 'bob@x.org', 'B', timestamp'2026-01-02 00:00:00')"
                + " AS t(id, age, mail, `Sort-Key`, seen)"));
    lake.env("LAKEHOUSE_SALT_PII", "pepper");
  }

  private Step.Silver step(Expectation.Action onInvalid, Expectation... rules) {
    return Steps.silver(
        "people",
        "bronze.people",
        List.of(
            plain("id"),
            cast("age", "int", onInvalid),
            new Step.SilverColumn(
                "mail", "lower(mail)", null, new ColumnMask.Hash("LAKEHOUSE_SALT_PII")),
            new Step.SilverColumn("domain", "split(mail, '@')[1]", null, null),
            new Step.SilverColumn("sort", "`Sort-Key`", null, null)),
        "seen IS NOT NULL",
        List.of("id"),
        null,
        rules);
  }

  private static List<String> results(StepStatus status) {
    return status.expectations().stream()
        .map(r -> r.name() + " " + r.action() + " " + r.violations())
        .toList();
  }

  @Test
  void whatCannotBeCastIsNullAndCounted() {
    people();
    StepStatus status = lake.run(1L, step(WARN)).ok().step("silver.people");
    assertThat(results(status)).containsExactly("valid(age) Warn 1");
    assertThat(lake.values("silver.people", "id", "age", "sort"))
        .containsExactly("1|7|A", "2|null|B");
    assertThat(lake.rows("silver.people").columns())
        .containsExactly("id", "age", "mail", "domain", "sort");
    assertThat(lake.run(2L, step(FAIL)).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
  }

  @Test
  void quarantineKeepsTheOriginalWithoutWhatAMaskHides() {
    people();
    lake.run(1L, step(QUARANTINE, row("a_only", QUARANTINE, "sort = 'A'"))).ok();
    assertThat(lake.values("silver.people", "id")).containsExactly("1");
    Row refused = lake.rows("silver.people_quarantine").first();
    assertThat(refused.getList(refused.fieldIndex("_rules"))).hasToString("[a_only, valid(age)]");
    assertThat(refused.<Object>getAs("age")).isNull();
    assertThat(refused.<String>getAs("_original"))
        .isEqualTo(
            "{\"id\":2,\"age\":\"old\",\"Sort-Key\":\"B\",\"seen\":\"2026-01-02T00:00:00.000000Z\"}");
    assertThat(refused.json()).doesNotContain("bob");
    assertThat(lake.rows("silver.people_quarantine").columns())
        .filteredOn(name -> name.startsWith("_"))
        .containsExactly("_rules", "_original", "_run", "_quarantined_at");
  }

  @Test
  void tablesWithHistoryKeepOriginalsAsWell() {
    people();
    Step.Silver history =
        keeping(
            Steps.silver(
                "people",
                "bronze.people",
                List.of(),
                null,
                List.of("id"),
                "seen",
                row("young", QUARANTINE, "age <> 'old'")),
            Step.History.TYPE2,
            "age = 'gone'",
            false);
    lake.run(1L, history).ok();
    assertThat(lake.values("silver.people", "id", "is_current")).containsExactly("1|true");
    assertThat(
            lake.values("silver.people_quarantine", "id", "get_json_object(_original, '$.mail')"))
        .isEqualTo(lake.values("silver.people_quarantine", "id", "mail"))
        .containsExactly("2|bob@x.org");
  }

  @Test
  void normalisedColumnsTellWhatTheyCouldNotRead() {
    people();
    Step.Silver step =
        Steps.silver(
            "people",
            "bronze.people",
            List.of(
                plain("id"),
                new Step.SilverColumn(
                    "country",
                    "if(id = 1, 'germany', 'Atlantis')",
                    null,
                    null,
                    new ColumnCleaning(List.of(ColumnCleaning.Normaliser.COUNTRY), null, WARN))),
            null,
            List.of(),
            null);
    StepStatus status = lake.run(1L, step).ok().step("silver.people");
    assertThat(results(status)).containsExactly("valid(country) Warn 1");
    assertThat(lake.values("silver.people", "id", "country")).containsExactly("1|DE", "2|null");
  }
}
