package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import org.junit.jupiter.api.Test;

class FenceNumberTest {
  private static MedallionPipeline created(String time) {
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.getMetadata().setCreationTimestamp(time);
    return pipeline;
  }

  @Test
  void growsWithTheSequence() {
    MedallionPipeline pipeline = created("2026-01-01T00:00:00Z");
    assertThat(FenceNumber.of(pipeline, 2)).isEqualTo(FenceNumber.of(pipeline, 1) + 1);
  }

  @Test
  void theFirstRunOfANewOwnerIsPastAllRunsOfTheOneBefore() {
    assertThat(FenceNumber.of(created("2026-01-01T00:00:01Z"), 1))
        .isGreaterThan(FenceNumber.of(created("2026-01-01T00:00:00Z"), 999_999));
  }
}
