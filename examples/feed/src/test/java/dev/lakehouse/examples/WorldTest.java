package dev.lakehouse.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorldTest {
  private static final double SCALE = 0.001;

  @Test
  void theSecondBatchAddsAndChangesWithoutCountingTwice() {
    World world = new World(SCALE);
    Batch first = world.batch(1);
    Expected afterFirst = world.expected();
    Batch second = world.batch(2);
    Expected afterSecond = world.expected();

    assertThat(first.orderRecords().size()).isGreaterThan((int) afterFirst.orders());
    assertThat(second.orderRecords()).isNotEmpty();
    assertThat(afterSecond.orders()).isEqualTo(1_500);
    assertThat(afterSecond.customers()).isEqualTo(150).isEqualTo(afterFirst.customers());
    assertThat(afterSecond.lineItems())
        .isEqualTo(first.lineItems().size() + second.lineItems().size());
    assertThat(afterSecond.deadLetters()).isEqualTo(6);
  }

  @Test
  void theWorldIsTheSameEachTime() {
    assertThat(new World(SCALE).batch(1)).isEqualTo(new World(SCALE).batch(1));
  }
}
