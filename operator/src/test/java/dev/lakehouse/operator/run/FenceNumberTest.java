package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.RunNumbers;
import java.time.Instant;
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
    assertThat(FenceNumber.of(pipeline, 2))
        .as("room for the micro-batches of run 1")
        .isEqualTo(FenceNumber.of(pipeline, 1) + RunNumbers.PER_RUN)
        .isGreaterThan(RunNumbers.last(FenceNumber.of(pipeline, 1)));
  }

  @Test
  void fitsIntoALongUntil2041AndIsPastTheNumbersOfFormerVersions() {
    assertThat(FenceNumber.of(created("2041-01-01T00:00:00Z"), 999_999)).isPositive();
    assertThat(FenceNumber.of(created("2026-01-01T00:00:00Z"), 1))
        .isGreaterThan(Instant.parse("2041-01-01T00:00:00Z").getEpochSecond() * 1_000_000);
  }

  @Test
  void theFirstRunOfANewOwnerIsPastAllRunsOfTheOneBefore() {
    assertThat(FenceNumber.of(created("2026-01-01T00:00:01Z"), 1))
        .isGreaterThan(RunNumbers.last(FenceNumber.of(created("2026-01-01T00:00:00Z"), 999_999)));
  }
}
