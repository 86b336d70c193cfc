package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Silver tables with rows of several inputs. */
class SilverFlowsTest {
  private static final SilverFlow US =
      new SilverFlow(
          TableName.of("bronze.us"), Map.of("id", "order_id", "n", "cents / 100"), "cents < 9000");

  private final TestLake lake = TestLake.create();

  private static Step.Silver orders(SilverFlow... flows) {
    Step.Silver step =
        silver(
            "orders",
            "bronze.eu",
            List.of(
                new Step.SilverColumn("id", null, "bigint", null),
                new Step.SilverColumn("n", null, "int", null)),
            null,
            List.of(),
            null,
            row("positive", Action.QUARANTINE, "n > 0"));
    return flows.length == 0 ? step : SilverDraft.like(step).alsoFrom(List.of(flows)).step();
  }

  private void eu(String rows) {
    lake.bronze("bronze.eu", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(id, n)"));
  }

  private void us(String rows) {
    lake.bronze(
        "bronze.us", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(order_id, cents)"));
  }

  private List<String> rows() {
    return lake.values("silver.orders", "id", "n");
  }

  @Test
  void eachInputIsReadFromWhereItWasLeftOffAndOneThatIsAddedFromItsBeginning() {
    eu("(1, 10)");
    us("(7, 700), (8, -100)");
    lake.run(1L, orders()).ok();
    assertThat(rows()).containsExactly("1|10");

    StepStatus added = lake.run(2L, orders(US)).ok().step("silver.orders");
    assertThat(added.rows()).as("nothing of the first input").isEqualTo(1);
    assertThat(added.inputs()).containsEntry("bronze.eu", 0L).containsEntry("bronze.us", 0L);
    assertThat(rows()).containsExactly("1|10", "7|7");
    assertThat(lake.values("silver.orders_quarantine", "id", "n", "_original"))
        .containsExactly("8|-1|{\"id\":8,\"n\":-1.0}");

    eu("(2, 20)");
    us("(9, 900), (10, 9000)");
    StepStatus both = lake.run(3L, orders(US)).ok().step("silver.orders");
    assertThat(both.rows()).isEqualTo(2);
    assertThat(rows()).containsExactly("1|10", "2|20", "7|7", "9|9");
    assertThat(lake.run(4L, orders(US)).ok().step("silver.orders").message())
        .isEqualTo("nothing new in bronze.eu since version 1, bronze.us since version 1");

    us("(11, 1100)");
    lake.run(5L, orders()).ok();
    assertThat(rows()).as("rows of an input that is no longer one stay").hasSize(4);
  }

  @Test
  void anInputThatIsBroughtOtherwiseOrMadeAnewMakesTheTableAnew() {
    eu("(1, 10)");
    us("(7, 700)");
    lake.run(1L, orders(US)).ok();
    SilverFlow other =
        new SilverFlow(
            TableName.of("bronze.us"), Map.of("id", "order_id + 100", "n", "cents"), null);
    lake.run(2L, orders(other)).ok();
    assertThat(rows()).containsExactlyInAnyOrder("1|10", "107|700");

    TestLake.spark().sql("DELETE FROM delta.`%s`".formatted(lake.table("bronze.us").path()));
    us("(5, 5)");
    lake.run(3L, orders(other)).ok();
    assertThat(rows()).containsExactlyInAnyOrder("1|10", "105|5");
  }

  /** An event of a key; its number orders it. */
  private record Event(int key, int at, String value) {}

  private static Step.Silver history(Step.History history, SilverFlow... flows) {
    Step.Silver step = silver("t", "bronze.a", List.of("k"), "at");
    Step.Silver kept = keeping(step, history, "v = 'gone'", false);
    return flows.length == 0 ? kept : SilverDraft.like(kept).alsoFrom(List.of(flows)).step();
  }

  private static void append(TestLake lake, String table, List<Event> events) {
    if (!events.isEmpty()) {
      String values =
          events.stream()
              .map(each -> "(%d, %d, '%s')".formatted(each.key(), each.at(), each.value()))
              .collect(Collectors.joining(", "));
      lake.bronze(table, TestLake.sql("SELECT * FROM VALUES " + values + " AS t(k, at, v)"));
    }
  }

  private static List<String> table(TestLake lake) {
    return lake.rows("silver.t").collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  @Test
  void howeverEventsAreDividedOverInputsAndRunsTheTableIsThatOfAllInOne() {
    Random random = new Random(11);
    SilverFlow other = new SilverFlow(TableName.of("bronze.b"), Map.of(), null);
    for (Step.History history : List.of(Step.History.TYPE1, Step.History.TYPE2)) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String value = random.nextInt(6) == 0 ? "gone" : "v" + random.nextInt(4);
        events.add(new Event(random.nextInt(40), random.nextInt(30), value));
      }
      TestLake one = TestLake.create();
      append(one, "bronze.a", events);
      one.run(1L, history(history)).ok();

      Collections.shuffle(events, random);
      TestLake many = TestLake.create();
      for (int run = 0; run < 3; run++) {
        List<Event> part = events.subList(run * 66, run == 2 ? 200 : run * 66 + 66);
        int cut = run == 0 ? 30 : random.nextInt(part.size());
        append(many, "bronze.a", part.subList(0, cut));
        append(many, "bronze.b", part.subList(cut, part.size()));
        append(many, "bronze.b", part.subList(0, 5));
        many.run(run + 1L, history(history, other)).ok();
      }
      assertThat(table(many)).as("%s", history).isEqualTo(table(one));
    }
  }
}
