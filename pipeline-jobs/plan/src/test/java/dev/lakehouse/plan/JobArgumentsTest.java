package dev.lakehouse.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JobArgumentsTest {
  private static final BackfillWindow MAY =
      new BackfillWindow(
          Instant.parse("2026-05-01T00:00:00Z"), Instant.parse("2026-06-01T00:00:00Z"));

  @Test
  void whatIsWrittenIsWhatIsRead() {
    JobArguments written =
        JobArguments.of("plan.json", "LakehouseRun/crm/r", 7L, 2, List.of("silver.a", "silver.b"))
            .withIngestionTo("DataSource/crm/orders")
            .withBackfill(MAY)
            .withDeadLetterReplay()
            .withRollback(Map.of("silver.a", 3L, "gold.b", 0L));

    JobArguments read = read(written.toArguments().toArray(String[]::new));

    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read.backfill()).contains(MAY);
    assertThat(read.replayDeadLetters()).isTrue();
    assertThat(read.rollback()).isEqualTo(Map.of("silver.a", 3L, "gold.b", 0L));
    assertThat(read.ingestionTo()).isEqualTo("DataSource/crm/orders");
  }

  @Test
  void nothingIsAskedThatIsNotSaid() {
    JobArguments read = read("--plan", "plan.json");

    assertThat(read.backfill()).isEmpty();
    assertThat(read.replayDeadLetters()).isFalse();
    assertThat(read.rollback()).isEmpty();
    assertThat(read.ingestionTo()).isNull();
    assertThat(read.toArguments()).containsExactly("--plan", "plan.json");
  }

  @Test
  void aReleaseNamesTablesAndRules() {
    JobArguments release =
        JobArguments.of("plan.json", null, 3L, 1, List.of())
            .withRelease(List.of("silver.a", "silver.b"), List.of("positive"));
    JobArguments read = read(release.toArguments().toArray(String[]::new));
    assertThat(read.releaseQuarantine()).containsExactly("silver.a", "silver.b");
    assertThat(read.releaseRules()).containsExactly("positive");
    assertThat(read.toArguments()).isEqualTo(release.toArguments());
  }

  @Test
  void aJobThatGoesOnIsToldHowOftenToLook() {
    JobArguments written =
        JobArguments.of("plan.json", null, 3L, 1, List.of())
            .withContinuous(Duration.ofMillis(1500));
    JobArguments read = read(written.toArguments().toArray(String[]::new));
    assertThat(read.continuous()).contains(Duration.ofMillis(1500));
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read("--plan", "plan.json").continuous()).isEmpty();
  }

  @Test
  void aJobThatOnlyTellsKeepsNothingUp() {
    JobArguments written = JobArguments.of("plan.json", null, 3L, 1, List.of()).withDryRun();
    JobArguments read = read(written.toArguments().toArray(String[]::new));
    assertThat(read.dryRun()).isTrue();
    assertThat(read.upkeep()).isEmpty();
  }

  @Test
  void aBackfillHasTwoEndsInOrder() {
    JobArguments open = read("--plan", "plan.json", "--backfill-from", "2026-05-01T00:00:00Z");
    assertThatThrownBy(open::backfill).hasMessageContaining("give both");

    Instant day = Instant.parse("2026-05-01T00:00:00Z");
    assertThatThrownBy(() -> new BackfillWindow(day, day)).hasMessageContaining("holds nothing");
  }

  @Test
  void aWindowHoldsItsBeginningAndNotItsEnd() {
    assertThat(MAY.contains(MAY.from())).isTrue();
    assertThat(MAY.contains(MAY.to().minusMillis(1))).isTrue();
    assertThat(MAY.contains(MAY.to())).isFalse();
    assertThat(MAY.contains(MAY.from().minusMillis(1))).isFalse();
  }

  private static JobArguments read(String... words) {
    JobArguments arguments = new JobArguments();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(arguments)).parseArgs(words);
    return arguments;
  }
}
