package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.reading;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of a table, and whenever it is looked at, the one that follows it ends as what
 * it is now: also where drivers die in between.
 */
class ChangeFeedPropertyTest {
  private static final Step FOLLOWER =
      reading(
          silver(
              "follower",
              "silver.state",
              List.of("id"),
              null,
              row("positive", Action.QUARANTINE, "amount > 0")),
          Step.History.TYPE1,
          SilverChanges.Input.CHANGE_FEED);

  private static final List<String> POINTS =
      List.of(
          "silver.follower:before-commit",
          "silver.follower:after-commit",
          "silver.follower_quarantine:after-commit");

  private final TestLake lake = TestLake.create();
  private final Map<Integer, Integer> state = new TreeMap<>();
  private final Random random = new Random(Long.getLong("lakehouse.feed.seed", 7L));
  private long sequence;

  private String path() {
    return lake.table("silver.state").path();
  }

  private static String values(Map<Integer, Integer> rows) {
    return rows.entrySet().stream()
        .map(row -> "(%d, %d)".formatted(row.getKey(), row.getValue()))
        .collect(Collectors.joining(", ", "VALUES ", " AS s(id, amount)"));
  }

  private int amount() {
    return random.nextInt(40) - 8;
  }

  private Map<Integer, Integer> some(int from, int count) {
    List<Integer> ids = new ArrayList<>(IntStream.range(from, from + 30).boxed().toList());
    Collections.shuffle(ids, random);
    Map<Integer, Integer> rows = new TreeMap<>();
    ids.subList(0, count).forEach(id -> rows.put(id, amount()));
    return rows;
  }

  /** Replaces all rows; the table's id stays. */
  private void overwrite() {
    state.clear();
    state.putAll(some(0, 20));
    TestLake.sql("SELECT * FROM " + values(state))
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .save(path());
  }

  private void merge() {
    Map<Integer, Integer> rows = some(0, 8);
    TestLake.sql(
        "MERGE INTO delta.`%s` t USING (SELECT * FROM %s) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
            .formatted(path(), values(rows)));
    state.putAll(rows);
  }

  private void delete() {
    int rest = random.nextInt(5);
    TestLake.sql("DELETE FROM delta.`%s` WHERE id %% 5 = %d".formatted(path(), rest));
    state.keySet().removeIf(id -> id % 5 == rest);
  }

  private void update() {
    int rest = random.nextInt(4);
    TestLake.sql(
        "UPDATE delta.`%s` SET amount = -amount WHERE id %% 4 = %d".formatted(path(), rest));
    state.replaceAll((id, amount) -> id % 4 == rest ? -amount : amount);
  }

  private void rewrite() {
    TestLake.sql("OPTIMIZE delta.`%s`".formatted(path()));
  }

  private void change() {
    switch (random.nextInt(9)) {
      case 0 -> overwrite();
      case 1, 2 -> delete();
      case 3, 4 -> update();
      case 5 -> rewrite();
      default -> merge();
    }
  }

  private void follow() {
    sequence++;
    if (random.nextInt(3) == 0) {
      String point = POINTS.get(random.nextInt(POINTS.size()));
      lake.crashing(
          at -> {
            if (at.equals(point)) {
              throw new IllegalStateException("killed at " + at);
            }
          });
      lake.run(sequence, FOLLOWER);
      lake.crashing(CrashPoints.NONE);
      if (random.nextBoolean()) {
        change();
        sequence++;
      }
    }
    lake.run(sequence, FOLLOWER).ok();
  }

  private List<String> expected(boolean good) {
    return state.entrySet().stream()
        .filter(row -> row.getValue() > 0 == good)
        .map(row -> row.getKey() + "|" + row.getValue())
        .sorted()
        .toList();
  }

  @Test
  void theFollowerEndsAsTheTableItFollows() {
    overwrite();
    for (int round = 0; round < Integer.getInteger("lakehouse.feed.rounds", 8); round++) {
      for (int change = random.nextInt(3); change >= 0; change--) {
        change();
      }
      follow();
      assertThat(lake.values("silver.follower", "id", "amount"))
          .as("rows after round %d", round)
          .isEqualTo(expected(true));
    }
    assertThat(lake.values("silver.follower_quarantine", "id", "amount"))
        .as("what is refused now is kept")
        .containsAll(expected(false));
  }
}
