package dev.lakehouse.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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
  void revenueByMarketIsThatOfAllLineItems() {
    World world = new World(SCALE);
    List<String> lines = new ArrayList<>(world.batch(1).lineItems());
    lines.addAll(world.batch(2).lineItems());
    BigDecimal revenue =
        lines.stream()
            .map(line -> line.split(","))
            .map(
                fields ->
                    new BigDecimal(fields[5])
                        .multiply(BigDecimal.ONE.subtract(new BigDecimal(fields[6]))))
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(world.expected().revenueByMarket())
        .containsOnlyKeys("Automobile", "Building", "Furniture", "Household", "Machinery");
    assertThat(
            BigDecimal.valueOf(
                world.expected().revenueByMarket().values().stream().mapToLong(x -> x).sum(), 2))
        .isCloseTo(revenue, within(new BigDecimal("0.05")));
  }

  @Test
  void theWorldIsTheSameEachTime() {
    assertThat(new World(SCALE).batch(1)).isEqualTo(new World(SCALE).batch(1));
  }
}
