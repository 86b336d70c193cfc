package dev.lakehouse.operator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RecentWritesTest {
  private Instant now = Instant.EPOCH;
  private final RecentWrites<ConfigMap> recent =
      new RecentWrites<>(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  @Test
  void whatWasWrittenIsSeenBeforeTheWatchShowsIt() {
    ConfigMap written = at(9, "a");
    recent.written(written);
    assertThat(recent.newest("ns/x", null)).contains(written);
    assertThat(recent.newest("ns/x", at(7, "a"))).contains(written);
    assertThat(recent.all()).containsExactly(written);
  }

  /** Numbers, not texts: 10 is newer than 9. */
  @Test
  void whatTheWatchShowsAsNewerWins() {
    recent.written(at(9, "a"));
    ConfigMap newer = at(10, "a");
    assertThat(recent.newest("ns/x", newer)).contains(newer);
    recent.seen(at(8, "a"));
    assertThat(recent.all()).as("an older version is no news").hasSize(1);
    recent.seen(newer);
    assertThat(recent.all()).isEmpty();
  }

  @Test
  void anOlderAnswerDoesNotReplaceANewerOne() {
    recent.written(at(9, "a"));
    recent.written(at(5, "a"));
    assertThat(recent.newest("ns/x", null).orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo("9");
  }

  @Test
  void whatIsGoneIsForgottenUnlessItWasMadeAnew() {
    recent.written(at(9, "new"));
    recent.gone(at(8, "old"));
    assertThat(recent.all()).hasSize(1);
    recent.gone(at(9, "new"));
    assertThat(recent.all()).isEmpty();
  }

  @Test
  void whatTheWatchNeverShowsDoesNotStayForEver() {
    recent.written(at(9, "a"));
    now = now.plus(Duration.ofMinutes(2));
    assertThat(recent.newest("ns/x", null)).isEmpty();
    assertThat(recent.all()).isEmpty();
  }

  private static ConfigMap at(int version, String uid) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("x")
        .withUid(uid)
        .withResourceVersion(Integer.toString(version))
        .endMetadata()
        .build();
  }
}
