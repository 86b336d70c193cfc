package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tables that are deduplicated: the first row of a key stays. */
class FirstRowTest {
  private static final Step FIRST =
      keeping(
          silver(
              "events",
              "bronze.events",
              List.of("a", "b"),
              null,
              row("good", Action.QUARANTINE, "n >= 0")),
          Step.History.FIRST,
          null,
          false);

  /** Appends what comes new to the deduplicated table. */
  private static final Step COPY = silver("copy", "silver.events", List.of(), null);

  /** A record: two columns of a key, of which one may be null, and what tells records apart. */
  private record Event(int a, Integer b, int n) {
    String key() {
      return a + "|" + b;
    }

    String sql() {
      return "(%d, %s, %d)".formatted(a, b == null ? "CAST(null AS INT)" : b.toString(), n);
    }

    @Override
    public String toString() {
      return a + "|" + b + "|" + n;
    }
  }

  private static void append(TestLake lake, List<Event> events) {
    // One row a second, so that arrival has an order that no file or partition decides.
    String values = events.stream().map(Event::sql).collect(Collectors.joining(", "));
    lake.bronze(
        "bronze.events",
        TestLake.sql(
            "SELECT a, b, n, timestamp_seconds(n) AS _ingested_at FROM VALUES "
                + values
                + " AS t(a, b, n)"));
  }

  private static List<String> table(TestLake lake, String name) {
    return lake.rows(name).selectExpr("a", "b", "n").collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  private static List<Event> events(Random random, int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      events.add(
          new Event(random.nextInt(12), random.nextInt(4) == 0 ? null : random.nextInt(3), i));
    }
    return events;
  }

  @Test
  void howeverTheInputIsDividedTheFirstRowOfEachKeyStaysAndOnlyRowsAreAdded() {
    List<Event> events = events(new Random(4), 120);
    Map<String, String> first = new LinkedHashMap<>();
    events.forEach(event -> first.putIfAbsent(event.key(), event.toString()));
    List<String> expected = first.values().stream().sorted().toList();

    for (List<Integer> cuts : List.of(List.of(120), List.of(7, 30, 31, 120))) {
      TestLake lake = TestLake.create();
      int from = 0;
      for (int to : cuts) {
        append(lake, events.subList(from, to));
        lake.run(null, FIRST).ok();
        lake.run(null, COPY).ok();
        from = to;
      }
      assertThat(table(lake, "silver.events")).as("in parts %s", cuts).isEqualTo(expected);
      assertThat(table(lake, "silver.copy")).as("what was added, once").isEqualTo(expected);
    }
  }

  @Test
  void aRowThatARuleTurnsAwayIsNotTheFirst() {
    TestLake lake = TestLake.create();
    append(lake, List.of(new Event(1, 1, 1), new Event(2, 2, -1)));
    lake.run(1L, FIRST).ok();
    append(lake, List.of(new Event(2, 2, 5), new Event(1, 1, 6), new Event(2, 2, 7)));
    lake.run(2L, FIRST).ok();

    assertThat(table(lake, "silver.events")).containsExactly("1|1|1", "2|2|5");
    assertThat(table(lake, "silver.events_quarantine")).containsExactly("2|2|-1");
    assertThat(lake.run(3L, FIRST).ok().step("silver.events").message()).startsWith("nothing new");
  }
}
