package dev.lakehouse.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.plan.progress.IngestionStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
  private static final StatusPatch<DataSource, DataSourceStatus> PATCH =
      new StatusPatch<>(
          DataSource::new,
          status ->
              new DataSourceStatus(
                  status.observedGeneration(),
                  status.conditions(),
                  null,
                  status.table(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null));

  private static DataSource reported() {
    DataSource source = Specs.dataSource(Specs.STREAM);
    IngestionStatus ingestion =
        new IngestionStatus(7L, 10L, 0L, null, null, null, null, null, null, null);
    source.setStatus(
        new DataSourceStatus(
            1L,
            List.of(),
            null,
            "bronze.orders",
            null,
            ingestion,
            null,
            null,
            null,
            null,
            null,
            null));
    return source;
  }

  @Test
  void nothingIsWrittenWhenOnlyTheJobsFieldsDiffer() {
    UpdateControl<DataSource> update =
        PATCH.of(
            reported(),
            new DataSourceStatus(
                1L,
                List.of(),
                null,
                "bronze.orders",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    assertThat(update.isNoUpdate()).isTrue();
  }

  @Test
  void aPatchHoldsNameNamespaceAndTheOperatorsFieldsOnly() {
    DataSource source = reported();
    UpdateControl<DataSource> update =
        PATCH.of(
            source,
            new DataSourceStatus(
                2L,
                List.of(),
                null,
                "bronze.orders",
                null,
                source.getStatus().ingestion(),
                null,
                null,
                null,
                null,
                null,
                null));
    assertThat(Serialization.asJson(update.getResource().orElseThrow()))
        .isEqualToIgnoringWhitespace(
            """
            {"apiVersion":"lakehouse.dev/v1alpha1","kind":"DataSource",
             "metadata":{"name":"orders","namespace":"crm"},
             "status":{"observedGeneration":2,"conditions":[],"table":"bronze.orders"}}
            """);
  }
}
