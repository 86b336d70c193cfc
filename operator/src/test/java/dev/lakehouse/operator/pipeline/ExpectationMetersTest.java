package dev.lakehouse.operator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.progress.ExpectationResult;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectationMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExpectationMeters meters = new ExpectationMeters(registry);

  private static MedallionPipeline pipeline(String name, String uid) {
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.setMetadata(
        new ObjectMetaBuilder().withNamespace("crm").withName(name).withUid(uid).build());
    return pipeline;
  }

  private static ExpectationResult result(String name, boolean met, long violations, Long rows) {
    return new ExpectationResult(name, "Warn", met, violations, rows, null, null);
  }

  private List<String> scraped(String measure) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("lakehouse_expectation_" + measure + "{"))
        .toList();
  }

  @Test
  void eachExpectationIsToldAsItLastCameOut() {
    MedallionPipeline sales = pipeline("sales", "1");
    meters.tell(sales, Map.of("silver.orders", List.of(result("paid", false, 3, 10L))));
    assertThat(scraped("violations"))
        .containsExactly(
            "lakehouse_expectation_violations{action=\"Warn\",expectation=\"paid\",name=\"sales\",namespace=\"crm\",table=\"silver.orders\",} 3.0");
    assertThat(scraped("met")).singleElement().asString().endsWith(" 0.0");
    assertThat(scraped("rows")).singleElement().asString().endsWith(" 10.0");
    meters.tell(sales, Map.of("silver.orders", List.of(result("paid", true, 0, null))));
    assertThat(scraped("met")).singleElement().asString().endsWith(" 1.0");
    assertThat(scraped("rows")).singleElement().asString().endsWith(" NaN");
    meters.tell(sales, Map.of("silver.orders", List.of(result("other", true, 0, null))));
    assertThat(scraped("met")).singleElement().asString().contains("other");
  }

  @Test
  void aDeletedPipelineIsNotToldWhateverIsLateAndOthersStay() {
    MedallionPipeline sales = pipeline("sales", "1");
    Map<String, List<ExpectationResult>> results =
        Map.of("silver.orders", List.of(result("paid", true, 0, 1L)));
    meters.tell(sales, results);
    meters.tell(pipeline("other", "2"), results);
    meters.forget(sales);
    meters.tell(sales, results);
    assertThat(scraped("met")).singleElement().asString().contains("name=\"other\"");
    meters.tell(pipeline("sales", "3"), results);
    assertThat(scraped("met")).as("one of the same name, made anew").hasSize(2);
  }

  @Test
  void thereAreNoMoreSeriesThanPrometheusCanBear() {
    meters.tell(
        pipeline("sales", "1"),
        Map.of(
            "silver.orders",
            IntStream.range(0, ExpectationMeters.TOLD_AT_MOST + 7)
                .mapToObj(i -> result("rule" + i, true, 0, 1L))
                .toList()));
    assertThat(scraped("met")).hasSize(ExpectationMeters.TOLD_AT_MOST);
  }
}
