package dev.lakehouse.spark.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse.plan.TableExpectation.Season;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  private static final Instant MONDAY = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void theScoreIsADistanceFromTheMedianInRobustDeviations() {
    double[] history = {10, 11, 12, 13, 14};
    assertThat(Anomalies.score(history, 12)).isZero();
    assertThat(Anomalies.score(history, 13.4826)).isCloseTo(1, within(1e-9));
    assertThat(Anomalies.score(history, 10.5174)).isCloseTo(1, within(1e-9));
  }

  @Test
  void aBadRunInTheHistoryHidesNoOther() {
    double[] history = {100, 101, 99, 100, 102, 98, 1_000_000};
    assertThat(Anomalies.score(history, 200)).isGreaterThan(50);
    assertThat(Anomalies.score(history, 101)).isLessThan(1);
  }

  @Test
  void aHistoryOfOneValueKnowsNoOtherAndOneOutlierInItGivesAScale() {
    assertThat(Anomalies.score(new double[] {5, 5, 5}, 5)).isZero();
    assertThat(Anomalies.score(new double[] {5, 5, 5}, 5.1)).isInfinite();
    assertThat(Anomalies.score(new double[] {5, 5, 5, 5, 9}, 9)).isBetween(3.9, 4.1);
  }

  @Test
  void aSeasonCountsWhenItHasSevenRuns() {
    List<HistoryPoint> history = new ArrayList<>();
    for (int day = 1; day <= 49; day++) {
      history.add(new HistoryPoint(MONDAY.minus(Duration.ofDays(day)), day % 7 == 0 ? 10 : 90));
    }
    assertThat(Anomalies.alike(history, MONDAY, Season.WEEKDAY)).hasSize(7).containsOnly(10);
    assertThat(Anomalies.alike(history.subList(0, 40), MONDAY, Season.WEEKDAY)).hasSize(40);
    assertThat(Anomalies.alike(history, MONDAY, Season.NONE)).hasSize(49);
    assertThat(Anomalies.alike(history, MONDAY.plusSeconds(3600), Season.HOUR)).hasSize(49);
  }

  @Test
  void theStabilityIndexIsThatOfTheFormula() {
    assertThat(Drift.index(Map.of("a", 50L, "b", 50L), Map.of("a", 5L, "b", 5L))).isZero();
    assertThat(Drift.index(Map.of("a", 50L, "b", 50L), Map.of("a", 75L, "b", 25L)))
        .isCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), within(1e-9));
    assertThat(Drift.index(Map.of("a", 50L), Map.of("b", 50L))).isGreaterThan(10);
    assertThat(Drift.index(Map.of("a", 1L), Map.of())).isInfinite();
    assertThat(Drift.index(Map.of(), Map.of())).isZero();
  }
}
