package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.progress.JobReporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTargetTest {
  @Test
  void readsKindNamespaceAndName() {
    assertThat(ReportTarget.of("DataSource/crm/orders"))
        .isEqualTo(new ReportTarget(ReportTarget.Kind.DATA_SOURCE, "crm", "orders"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "orders", "LakehouseRun/crm", "Pod/crm/orders", "DataSource//x", "a/b/c/d"})
  void refusesAnythingElseAndSaysWhatToWrite(String text) {
    JobArguments arguments = JobArguments.of("plan.json", text, null, null, List.of());
    assertThatThrownBy(() -> Reporters.open(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KIND/NAMESPACE/NAME")
        .hasMessageContaining("LakehouseRun, DataSource");
  }

  @Test
  void whatWasIngestedCanGoElsewhere() {
    JobArguments arguments =
        JobArguments.of("plan.json", "LakehouseRun/crm/backfill", null, 1, List.of())
            .withIngestionTo("DataSource/crm/orders");
    try (JobReporter reporter = Reporters.open(arguments)) {
      assertThat(reporter).isInstanceOf(SplitReporter.class);
    }
  }

  @Test
  void logsWhenThereIsNoTarget() {
    JobArguments arguments = JobArguments.of("plan.json", null, null, null, List.of());
    assertThat(Reporters.open(arguments)).isInstanceOf(LogReporter.class);
  }
}
