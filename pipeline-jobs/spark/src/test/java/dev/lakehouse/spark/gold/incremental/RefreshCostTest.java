package dev.lakehouse.spark.gold.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefreshCostTest {
  private static final long MB = 1 << 20;

  @Test
  void fewKeysPayAndAllOfThemDont() {
    assertThat(new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 0.01).pays(1)).isTrue();
    assertThat(new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 1).pays(1)).isFalse();
    assertThat(new RefreshCost(0, 0, 0, 1).pays(1)).isFalse();
  }

  @Test
  void whatMustBeReadAgainCountsAsMuchAsWhatIsWritten() {
    // Nothing is read again: even many keys pay.
    assertThat(new RefreshCost(1000 * MB, 0, 100 * MB, 0.9).pays(1)).isTrue();
    // All is read again: up to two thirds of the rows do.
    assertThat(new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 0.66).pays(1)).isTrue();
    assertThat(new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 0.67).pays(1)).isFalse();
  }

  @Test
  void theUserCanWeighOtherwise() {
    RefreshCost all = new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 1);
    assertThat(all.pays(2)).isTrue();
    assertThat(new RefreshCost(1000 * MB, 1000 * MB, 100 * MB, 0.01).pays(0)).isFalse();
  }
}
