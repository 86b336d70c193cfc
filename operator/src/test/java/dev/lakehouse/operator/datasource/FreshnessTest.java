package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.DataSourceSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final DataSourceSpec.Freshness ALLOWED = new DataSourceSpec.Freshness("15m", "1h");
  private static final String COMMIT = "2026-01-01T10:00:00Z";

  private static Freshness at(String now) {
    return Freshness.of(ALLOWED, COMMIT, Instant.parse(now)).orElseThrow();
  }

  @Test
  void dataThatIsNewEnoughIsLookedAtAgainWhenItMayBeLate() {
    Freshness fresh = at("2026-01-01T10:05:00Z");
    assertThat(fresh.verdict().status()).isEqualTo(Condition.TRUE);
    assertThat(fresh.untilNext(Instant.parse("2026-01-01T10:05:00Z")))
        .contains(Duration.ofMinutes(10));
  }

  @Test
  void lateDataWarnsAndIsLookedAtAgainWhenItMayBeStale() {
    Freshness fresh = at("2026-01-01T10:15:00Z");
    assertThat(fresh.verdict().reason()).isEqualTo("Late");
    assertThat(fresh.fails()).isFalse();
    assertThat(fresh.next()).contains(Instant.parse("2026-01-01T11:00:00Z"));
  }

  @Test
  void staleDataFailsAndOnlyNewDataCanHelp() {
    Freshness fresh = at("2026-01-01T12:00:00Z");
    assertThat(fresh.verdict().reason()).isEqualTo("Stale");
    assertThat(fresh.verdict().message()).contains("failAfter (1h)");
    assertThat(fresh.fails()).isTrue();
    assertThat(fresh.next()).isEmpty();
  }

  @Test
  void nothingIsSaidWhereNothingIsAsked() {
    assertThat(Freshness.of(null, COMMIT, Instant.parse(COMMIT))).isEmpty();
    assertThat(
            Freshness.of(new DataSourceSpec.Freshness(null, null), COMMIT, Instant.parse(COMMIT)))
        .isEmpty();
  }

  @Test
  void beforeTheFirstCommitItCanNotBeSaid() {
    assertThat(Freshness.of(ALLOWED, null, Instant.parse(COMMIT)).orElseThrow().verdict().status())
        .isEqualTo(Condition.UNKNOWN);
  }
}
