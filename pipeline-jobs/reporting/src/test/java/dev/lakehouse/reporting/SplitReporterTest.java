package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitReporterTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void theRunHearsItsOutcomeWhenTheSourceHasHeardEverything() {
    SplitReporter reporter = new SplitReporter(recording("run"), recording("source"));

    reporter.steps(List.of(StepStatus.pending("bronze.orders")));
    reporter.outcome(JobOutcome.success(1));
    reporter.ingestion(
        new IngestionStatus(7L, null, null, null, null, null, null, null, null, null));
    reporter.close();

    assertThat(told)
        .containsExactly(
            "run: bronze.orders",
            "source: version 7",
            "source: closed",
            "run: succeeded true",
            "run: closed");
  }

  @Test
  void aJobThatWasStoppedTellsNoOutcome() {
    SplitReporter reporter = new SplitReporter(recording("run"), recording("source"));

    reporter.close();

    assertThat(told).containsExactly("source: closed", "run: closed");
  }

  private JobReporter recording(String name) {
    return new JobReporter() {
      @Override
      public void steps(List<StepStatus> steps) {
        told.add(name + ": " + steps.get(0).name());
      }

      @Override
      public void outcome(JobOutcome outcome) {
        told.add(name + ": succeeded " + outcome.succeeded());
      }

      @Override
      public void ingestion(IngestionStatus status) {
        told.add(name + ": version " + status.version());
      }

      @Override
      public void close() {
        told.add(name + ": closed");
      }
    };
  }
}
