package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.RunSummary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerFreshnessTest {
  private static final RunSummary AN_HOUR_AGO = Given.took(Duration.ofMinutes(5));

  private static OwnerFreshness freshness(String asked, RunSummary success, Long version) {
    RunOwner owner =
        Given.owner("gold: [{name: g, sql: SELECT 1, freshness: %s}]".formatted(asked));
    return OwnerFreshness.of(
            owner, success, List.of(), InputVersions.of(Given.inputs(version)), NOW)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "2h, 2, True, Fresh, 2026-03-02T11:00:00Z",
    "30m, 2, False, Stale,",
    "30m, 1, True, Fresh,",
  })
  void newerDataMayNotWaitLonger(
      String asked, long version, String status, String reason, String next) {
    OwnerFreshness freshness = freshness(asked, AN_HOUR_AGO, version);
    assertThat(freshness.verdict().status()).isEqualTo(status);
    assertThat(freshness.verdict().reason()).isEqualTo(reason);
    assertThat(freshness.next().map(Object::toString).orElse(null)).isEqualTo(next);
  }

  @Test
  void beforeTheFirstSuccessNothingIsKnown() {
    assertThat(freshness("30m", null, 1L).verdict().status()).isEqualTo("Unknown");
  }

  @Test
  void whoAsksNothingIsToldNothing() {
    assertThat(
            OwnerFreshness.of(
                Given.owner("historyLimit: 2"), AN_HOUR_AGO, List.of(), InputVersions.NONE, NOW))
        .isEmpty();
  }
}
