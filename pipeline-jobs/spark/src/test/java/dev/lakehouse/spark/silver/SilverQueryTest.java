package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.reading;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.SilverChanges.Input;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.SilverQuery.OnLookupChange;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Silver tables that look things up in others. */
class SilverQueryTest {
  private static final String COUNTRY =
      "SELECT i.*, c.country FROM input i LEFT JOIN silver.customers c ON c.id = i.customer";

  private final TestLake lake = TestLake.create();

  private static Step.Silver asking(Step.Silver step, String sql, OnLookupChange onChange) {
    return SilverDraft.like(step)
        .dependsOn(List.of("silver.customers"))
        .query(new SilverQuery(sql, List.of(TableName.of("silver.customers")), onChange))
        .step();
  }

  private static Step.Silver orders(OnLookupChange onChange) {
    return asking(
        silver(
            "orders", "bronze.orders", List.of("id"), null, row("a", Action.QUARANTINE, "n > 0")),
        COUNTRY,
        onChange);
  }

  private static final Step.Silver CUSTOMERS =
      silver("customers", "bronze.customers", List.of("id"), null);

  private void order(String rows) {
    lake.bronze(
        "bronze.orders", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(id, customer, n)"));
  }

  private void customer(String rows) {
    lake.bronze(
        "bronze.customers", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(id, country)"));
  }

  private List<String> rows() {
    return lake.values("silver.orders", "id", "n", "country");
  }

  @Test
  void newRowsAreJoinedAndAChangedLookupMakesAllAnew() {
    customer("(1, 'AT'), (2, 'DE')");
    order("(1, 1, 10), (2, 3, 20), (3, 2, -1)");
    lake.run(1L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok();
    assertThat(rows()).containsExactly("1|10|AT", "2|20|null");
    assertThat(lake.values("silver.orders_quarantine", "id", "_original"))
        .containsExactly("3|{\"id\":3,\"customer\":2,\"n\":-1,\"country\":\"DE\"}");

    order("(4, 1, 40), (1, 2, 11)");
    StepStatus more =
        lake.run(2L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok().step("silver.orders");
    assertThat(more.rows()).as("new rows only").isEqualTo(2);
    assertThat(rows()).containsExactly("1|11|DE", "2|20|null", "4|40|AT");
    assertThat(lake.run(3L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok().step("silver.orders"))
        .extracting(StepStatus::message)
        .isEqualTo("nothing new in bronze.orders since version 1");

    customer("(3, 'FR')");
    StepStatus anew =
        lake.run(4L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok().step("silver.orders");
    assertThat(anew.message())
        .isEqualTo("all rows were made anew: silver.customers, which is looked up, has other rows");
    assertThat(rows()).containsExactly("1|11|DE", "2|20|FR", "4|40|AT");
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("3");
  }

  @Test
  void rowsThatKeepWhatWasFoundStayWhenALookupChanges() {
    customer("(1, 'AT')");
    order("(1, 1, 10), (2, 3, 20)");
    lake.run(1L, CUSTOMERS, orders(OnLookupChange.KEEP)).ok();
    customer("(3, 'FR'), (1, 'CH')");
    StepStatus kept =
        lake.run(2L, CUSTOMERS, orders(OnLookupChange.KEEP)).ok().step("silver.orders");
    assertThat(rows()).containsExactly("1|10|AT", "2|20|null");
    assertThat(kept.inputs())
        .as("covered, for upkeep to go on")
        .containsEntry("silver.customers", 1L);
    order("(5, 3, 50)");
    lake.run(3L, CUSTOMERS, orders(OnLookupChange.KEEP)).ok();
    assertThat(rows()).containsExactly("1|10|AT", "2|20|null", "5|50|FR");
  }

  @Test
  void filesOfALookupThatWereOnlyWrittenAnewMakeNothingAnew() {
    customer("(1, 'AT')");
    customer("(2, 'DE')");
    order("(1, 1, 10)");
    lake.run(1L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok();
    TestLake.spark().sql("OPTIMIZE delta.`%s`".formatted(lake.table("silver.customers").path()));
    StepStatus same =
        lake.run(2L, CUSTOMERS, orders(OnLookupChange.REBUILD)).ok().step("silver.orders");
    assertThat(same.rows()).isIn(null, 0L);
    assertThat(rows()).containsExactly("1|10|AT");
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.History.class,
      names = {"TYPE1", "TYPE2"})
  void deletionsAndHistorySeeTheQueriedColumns(Step.History history) {
    customer("(1, 'gone'), (2, 'DE')");
    lake.bronze(
        "bronze.orders",
        TestLake.sql(
            "SELECT * FROM VALUES (1, 2, 10), (2, 2, 10), (1, 1, 11) AS t(id, customer, n)"));
    Step.Silver step =
        asking(
            keeping(
                silver("orders", "bronze.orders", List.of("id"), "n"),
                history,
                "country = 'gone'",
                false),
            COUNTRY,
            OnLookupChange.REBUILD);
    lake.run(1L, CUSTOMERS, step).ok();
    String current = history == Step.History.TYPE2 ? "is_current" : "true";
    assertThat(lake.rows("silver.orders").where(current).select("id").collectAsList())
        .extracting(found -> found.getInt(0))
        .containsExactly(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Input.class,
      names = {"SNAPSHOT", "CHANGE_FEED"})
  void snapshotsAndFollowedTablesAreJoined(Input input) {
    customer("(1, 'AT')");
    order("(1, 1, 10), (2, 1, 10)");
    Step.Silver step =
        asking(
            reading(
                silver(
                    "orders", "bronze.orders", List.of("id"), input == Input.SNAPSHOT ? "n" : null),
                Step.History.TYPE1,
                input),
            COUNTRY,
            OnLookupChange.REBUILD);
    lake.run(1L, CUSTOMERS, step).ok();
    assertThat(rows()).containsExactly("1|10|AT", "2|10|AT");
    if (input == Input.SNAPSHOT) {
      order("(2, 3, 11)");
    } else {
      String table = lake.table("bronze.orders").path();
      TestLake.spark().sql("DELETE FROM delta.`%s` WHERE id = 1".formatted(table));
      TestLake.spark().sql("UPDATE delta.`%s` SET customer = 3, n = 11".formatted(table));
    }
    lake.run(2L, CUSTOMERS, step).ok();
    assertThat(rows()).containsExactly("2|11|null");
    customer("(3, 'FR')");
    lake.run(3L, CUSTOMERS, step).ok();
    assertThat(rows()).containsExactly("2|11|FR");
  }

  @Test
  void anAttemptThatGoesOnLooksUpWhatTheFirstOneSaw() {
    customer("(1, 'AT')");
    order("(1, 1, 10), (2, 2, 20)");
    Step.Silver known =
        silver(
            "orders",
            "bronze.orders",
            List.of("id"),
            null,
            row("known", Action.QUARANTINE, "country IS NOT NULL"));
    TableName looked = TableName.of("bronze.customers");
    Step step =
        SilverDraft.like(known)
            .query(
                new SilverQuery(
                    COUNTRY.replace("silver.customers", looked.toString()),
                    List.of(looked),
                    OnLookupChange.REBUILD))
            .step();
    lake.crashing(
        at -> {
          if (at.equals("silver.orders_quarantine:after-commit")) {
            throw new IllegalStateException("the driver dies");
          }
        });
    assertThat(lake.run(1L, step).failure()).isPresent();
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("2");
    lake.crashing(point -> {});
    customer("(2, 'DE')");
    lake.run(1L, step).ok();
    assertThat(rows()).as("row 2 is not in both").containsExactly("1|10|AT");
    lake.run(2L, step).ok();
    assertThat(rows()).containsExactly("1|10|AT", "2|20|DE");
    assertThat(lake.values("silver.orders_quarantine", "id")).isEmpty();
  }

  @Test
  void aRunAfterOneThatDiedForGoodLooksUpWhatThatOneSaw() {
    customer("(1, 'AT'), (2, 'DE')");
    order("(1, 1, 10), (2, 2, 20), (3, 3, 30)");
    TableName looked = TableName.of("bronze.customers");
    Step step =
        SilverDraft.like(
                silver(
                    "orders",
                    "bronze.orders",
                    List.of("id"),
                    null,
                    row("known", Action.QUARANTINE, "country IS NOT NULL")))
            .query(
                new SilverQuery(
                    COUNTRY.replace("silver.customers", looked.toString()),
                    List.of(looked),
                    OnLookupChange.KEEP))
            .step();
    lake.crashing(
        at -> {
          if (at.equals("silver.orders_quarantine:after-commit")) {
            throw new IllegalStateException("the driver dies");
          }
        });
    assertThat(lake.run(1L, step).failure()).isPresent();
    lake.crashing(point -> {});
    String customers = "delta.`" + lake.table("bronze.customers").path() + "`";
    TestLake.sql("DELETE FROM " + customers + " WHERE id = 2");
    customer("(3, 'FR')");
    lake.run(2L, step).ok();
    assertThat(rows()).as("2 is not lost, 3 is not in both").containsExactly("1|10|AT", "2|20|DE");
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("3");
    order("(4, 3, 40)");
    lake.run(3L, step).ok();
    assertThat(rows()).contains("4|40|FR");
  }

  @Test
  void whatAMaskHidesIsNotInClearUnderAnotherName() {
    customer("(1, 'AT')");
    order("(1, 1, -10)");
    Step.Silver masked =
        silver(
            "orders",
            "bronze.orders",
            List.of(
                new Step.SilverColumn("id", null, null, null),
                new Step.SilverColumn("country", null, null, new ColumnMask.Redact("x")),
                new Step.SilverColumn("n", null, null, null)),
            "contact IS NOT NULL",
            List.of("id"),
            null,
            row("a", Action.QUARANTINE, "n > 0"));
    Step step =
        asking(
            masked,
            "SELECT i.id, i.n, c.country, concat('in ', c.country) AS contact FROM input i LEFT"
                + " JOIN silver.customers c ON c.id = i.customer",
            OnLookupChange.REBUILD);
    lake.run(1L, CUSTOMERS, step).ok();
    assertThat(lake.values("silver.orders_quarantine", "id", "country", "_original"))
        .containsExactly("1|x|{\"id\":1,\"n\":-10}");
  }

  @Test
  void howeverRowsAndLookupsAreDividedOverRunsTheTableIsThatOfAllInOne() {
    TestLake many = TestLake.create();
    TestLake one = TestLake.create();
    List<Step> steps =
        List.of(
            CUSTOMERS,
            asking(
                silver("orders", "bronze.orders", List.of("id"), "n"),
                "SELECT i.*, c.country FROM input i JOIN (SELECT id, max(country) AS country FROM"
                    + " silver.customers GROUP BY id) c ON c.id = i.customer WHERE i.n > 3",
                OnLookupChange.REBUILD));
    for (long run = 1; run <= 5; run++) {
      for (TestLake each : List.of(many, one)) {
        Random same = new Random(run);
        if (run == 1 || same.nextBoolean()) {
          each.bronze("bronze.customers", numbers(same, "t(id, country)", 2));
        }
        each.bronze("bronze.orders", numbers(same, "t(id, customer, n)", 3));
      }
      many.run(run, steps.toArray(Step[]::new)).ok();
    }
    one.run(1L, steps.toArray(Step[]::new)).ok();
    String[] columns = {"id", "customer", "n", "country"};
    assertThat(many.values("silver.orders", columns))
        .isEqualTo(one.values("silver.orders", columns))
        .hasSizeGreaterThan(3);
  }

  private static org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> numbers(
      Random random, String columns, int width) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<String> values = new ArrayList<>();
      for (int j = 0; j < width; j++) {
        values.add(Integer.toString(random.nextInt(12)));
      }
      rows.add("(" + String.join(", ", values) + ")");
    }
    return TestLake.sql("SELECT * FROM VALUES " + String.join(", ", rows) + " AS " + columns);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) AS id FROM input",
        "SELECT sum(i.n) AS id FROM input i JOIN silver.customers c ON c.id = i.customer",
        "SELECT i.id, i.customer FROM input i JOIN input j ON i.id = j.id",
        "SELECT id, customer FROM input EXCEPT ALL SELECT id, id FROM silver.customers",
        "SELECT c.id FROM silver.customers c WHERE c.id IN (SELECT customer FROM input)"
      })
  void aQueryThatDoesNotTreatRowsOneByOneFails(String sql) {
    customer("(1, 'AT')");
    order("(1, 1, 10)");
    Step.Silver step =
        asking(silver("orders", "bronze.orders", List.of(), null), sql, OnLookupChange.REBUILD);
    Failure failure = lake.run(1L, CUSTOMERS, step).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(failure.toString()).contains("The sql of silver.orders").contains("FROM input");
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    customer("(1, 'AT')");
    order("(1, 1, 10)");
    Step.Silver step =
        asking(
            silver("orders", "bronze.orders", List.of(), null),
            "SELECT * FROM input i JOIN silver.customers c ON c.id = i.customer",
            OnLookupChange.REBUILD);
    assertThat(lake.run(1L, CUSTOMERS, step).failure().orElseThrow().toString())
        .contains("returns two columns id");
    assertThatThrownBy(() -> lake.rows("silver.orders")).isInstanceOf(Exception.class);
  }
}
