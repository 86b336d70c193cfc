package dev.lakehouse.plan;

import static dev.lakehouse.plan.RunNumbers.PER_RUN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunNumbersTest {
  private static final long SEVENTH = 7 * PER_RUN;

  @Test
  void aRunsNumbersEndBeforeTheNextRuns() {
    assertThat(RunNumbers.last(SEVENTH)).isEqualTo(8 * PER_RUN - 1);
  }

  @Test
  void nothingCanComeBetweenNeighbours() {
    assertThat(RunNumbers.follows(SEVENTH, 8 * PER_RUN)).as("a run that ended").isTrue();
    assertThat(RunNumbers.follows(SEVENTH, 8 * PER_RUN + 1)).as("its first batch").isTrue();
    assertThat(RunNumbers.follows(SEVENTH + 5, SEVENTH + 6)).as("batch after batch").isTrue();
    assertThat(RunNumbers.follows(41, 42)).as("numbers without room").isTrue();
  }

  @Test
  void whoMayStillBeUnderWayHasToBeShutOut() {
    assertThat(RunNumbers.follows(SEVENTH + 5, 8 * PER_RUN)).as("its next batch").isFalse();
    assertThat(RunNumbers.follows(SEVENTH + 5, SEVENTH + 7)).isFalse();
    assertThat(RunNumbers.follows(6 * PER_RUN, 8 * PER_RUN)).as("run 7").isFalse();
    assertThat(RunNumbers.follows(SEVENTH, 8 * PER_RUN + 2)).as("its first batch").isFalse();
    assertThat(RunNumbers.follows(40, 42)).isFalse();
    assertThat(RunNumbers.follows(0, 1 + 1)).isFalse();
  }
}
