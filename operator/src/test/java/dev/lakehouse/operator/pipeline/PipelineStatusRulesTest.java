package dev.lakehouse.operator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineStatusRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final Verdict ERROR = Verdict.unmet(Reasons.API_REFUSED, "it was refused");

  @Test
  void afterAnExceptionReadyIsFalseAndAllElseStays() {
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.setMetadata(new ObjectMetaBuilder().withName("sales").withGeneration(2L).build());
    pipeline.setStatus(
        new MedallionPipelineStatus(
            1L,
            List.of(met(ConditionTypes.READY), met(ConditionTypes.QUALITY_MET), met("Published")),
            "abc",
            1,
            List.of(),
            null,
            null,
            7L,
            null,
            null,
            null));

    MedallionPipelineStatus after = PipelineStatusRules.afterError(pipeline, ERROR, NOW);

    assertThat(after.condition(ConditionTypes.READY))
        .hasValueSatisfying(
            ready -> {
              assertThat(ready.status()).isEqualTo(Condition.FALSE);
              assertThat(ready.reason()).isEqualTo(Reasons.API_REFUSED);
              assertThat(ready.observedGeneration()).isEqualTo(2L);
            });
    assertThat(after.conditions())
        .contains(met(ConditionTypes.QUALITY_MET), met("Published"))
        .hasSize(3);
    assertThat(after.lastSequence()).isEqualTo(7L);
  }

  @Test
  void anExceptionBeforeThereWasAStatusIsToldToo() {
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.setMetadata(new ObjectMetaBuilder().withName("sales").withGeneration(1L).build());

    assertThat(PipelineStatusRules.afterError(pipeline, ERROR, NOW).conditions())
        .singleElement()
        .satisfies(ready -> assertThat(ready.status()).isEqualTo(Condition.FALSE));
  }

  private static Condition met(String type) {
    return new Condition(type, Condition.TRUE, 1L, NOW.toString(), "Fine", "It is.");
  }
}
