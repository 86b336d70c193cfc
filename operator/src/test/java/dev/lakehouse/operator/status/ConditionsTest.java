package dev.lakehouse.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant THEN = Instant.parse("2026-01-01T10:00:00.123Z");
  private static final Instant NOW = Instant.parse("2026-01-01T11:00:00.456Z");
  private static final Verdict GOOD = Verdict.met("Valid", "good");
  private static final Verdict BAD = Verdict.unmet("Bad", "bad");
  private static final Verdict OPEN = Verdict.unknown("Open", "open");
  private static final Verdict READY = Verdict.met("Ready", "all well");

  private static LakehouseStatus status(List<Condition> conditions) {
    return new LakehouseStatus(1L, conditions, null, null);
  }

  private static Condition ready(Conditions conditions) {
    return conditions.withReady(READY).get(0);
  }

  @Test
  void theTimeOfTransitionStaysWhenOnlyReasonAndMessageChange() {
    LakehouseStatus before =
        status(
            Conditions.after(null, 1L, THEN)
                .required(ConditionTypes.SPEC_VALID, BAD)
                .withReady(READY));
    Condition after =
        Conditions.after(before, 2L, NOW)
            .required(ConditionTypes.SPEC_VALID, Verdict.unmet("Worse", "worse"))
            .withReady(READY)
            .get(1);
    assertThat(after.lastTransitionTime()).isEqualTo("2026-01-01T10:00:00Z");
    assertThat(after.reason()).isEqualTo("Worse");
    assertThat(after.observedGeneration()).isEqualTo(2);
  }

  @Test
  void theTimeOfTransitionMovesWhenTheStatusChanges() {
    LakehouseStatus before =
        status(
            Conditions.after(null, 1L, THEN)
                .required(ConditionTypes.SPEC_VALID, BAD)
                .withReady(READY));
    assertThat(
            Conditions.after(before, 1L, NOW)
                .required(ConditionTypes.SPEC_VALID, GOOD)
                .withReady(READY))
        .allSatisfy(
            condition ->
                assertThat(condition.lastTransitionTime()).isEqualTo("2026-01-01T11:00:00Z"));
  }

  @Test
  void readyIsTheFirstRequiredThatIsFalse() {
    Condition ready =
        ready(
            Conditions.after(null, 1L, NOW)
                .required(ConditionTypes.INGESTING, Verdict.unmet("Later", "later"))
                .required(ConditionTypes.SOURCE_READY, BAD)
                .required(ConditionTypes.SPEC_VALID, OPEN));
    assertThat(ready.status()).isEqualTo(Condition.FALSE);
    assertThat(ready.reason()).isEqualTo("Bad");
  }

  @Test
  void readyIsUnknownWhenNothingIsFalseButSomethingUnknown() {
    Condition ready =
        ready(
            Conditions.after(null, 1L, NOW)
                .required(ConditionTypes.SPEC_VALID, GOOD)
                .required(ConditionTypes.SOURCE_READY, OPEN));
    assertThat(ready.status()).isEqualTo(Condition.UNKNOWN);
    assertThat(ready.reason()).isEqualTo("Open");
  }

  @Test
  void informativeConditionsDoNotCount() {
    Condition ready =
        ready(
            Conditions.after(null, 1L, NOW)
                .required(ConditionTypes.SPEC_VALID, GOOD)
                .informative(ConditionTypes.FRESH, BAD));
    assertThat(ready.status()).isEqualTo(Condition.TRUE);
  }

  @Test
  void theOrderDoesNotDependOnTheOrderOfCalls() {
    assertThat(
            Conditions.after(null, 1L, NOW)
                .informative(ConditionTypes.FRESH, GOOD)
                .required(ConditionTypes.SPEC_VALID, GOOD)
                .withReady(READY))
        .extracting(Condition::type)
        .containsExactly("Ready", "SpecValid", "Fresh");
  }

  @Test
  void readyCanNotBeSet() {
    assertThatThrownBy(() -> Conditions.after(null, 1L, NOW).required(ConditionTypes.READY, GOOD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void afterAnErrorTheOthersStayAsTheyWere() {
    LakehouseStatus before =
        status(
            Conditions.after(null, 1L, THEN)
                .required(ConditionTypes.SPEC_VALID, GOOD)
                .withReady(READY));
    List<Condition> after = Conditions.afterError(before, 2L, NOW, BAD);
    assertThat(after.get(0).reason()).isEqualTo("Bad");
    assertThat(after.get(1)).isEqualTo(before.conditions().get(1));
  }
}
