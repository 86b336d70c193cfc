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
import java.util.List;
import java.util.Random;
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
  private final Random random = new Random(Long.getLong("lakehouse.feed.seed", 7L));
  private final ChangingTable state = new ChangingTable(lake, "silver.state", random);
  private long sequence;

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
        state.change();
        sequence++;
      }
    }
    lake.run(sequence, FOLLOWER).ok();
  }

  private List<String> expected(boolean good) {
    return state.rows().entrySet().stream()
        .filter(row -> row.getValue() > 0 == good)
        .map(row -> row.getKey() + "|" + row.getValue())
        .sorted()
        .toList();
  }

  @Test
  void theFollowerEndsAsTheTableItFollows() {
    state.overwrite();
    for (int round = 0; round < Integer.getInteger("lakehouse.feed.rounds", 5); round++) {
      for (int change = random.nextInt(3); change >= 0; change--) {
        state.change();
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
