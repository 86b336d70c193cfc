package dev.lakehouse.spark.lineage;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import io.openlineage.client.OpenLineage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the plans of a lake to what its people read. */
class LineageReportTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final TestLake lake = TestLake.create();

  private LineageReport report(Step... steps) {
    lake.connection(new PlanConnection.Jdbc("w", "jdbc:postgresql://db:5432/marts", null, null));
    return LineageReport.of(
        TestLake.spark(),
        List.of(lake.plan(steps)),
        name ->
            name.name().equals("there")
                ? Optional.of(StructType.fromDDL("id bigint, v int"))
                : Optional.empty());
  }

  private static String text(LineageReport report, String table, String column, boolean down) {
    return report.answer(TableName.of(table), column, down, LineageReport.Format.TEXT, CLOCK);
  }

  @Test
  void whatASilverTableLooksUpIsAmongItsOrigins() {
    Step customers =
        Steps.files("c", "s3a://lake/c", "csv", Map.of(), "id bigint", "country string");
    Step orders = Steps.files("o", "s3a://lake/o", "csv", Map.of(), "id bigint", "customer bigint");
    Step joined =
        SilverDraft.like(silver("orders", "bronze.o", List.of("id"), "id"))
            .query(
                new SilverQuery(
                    "SELECT i.*, upper(c.country) AS land FROM input i LEFT JOIN bronze.c c ON"
                        + " c.id = i.customer",
                    List.of(TableName.of("bronze.c")),
                    SilverQuery.OnLookupChange.REBUILD))
            .step();
    LineageReport report = report(customers, orders, joined);
    assertThat(text(report, "silver.orders", "land", false)).contains("bronze.c.country");
    assertThat(text(report, "silver.orders", "id", false))
        .contains("bronze.o.id")
        .doesNotContain("bronze.c.country");
  }

  private LineageReport shop() {
    return report(
        Steps.files(
            "orders",
            "s3a://lake/landing",
            "csv",
            Map.of(),
            "id bigint",
            "who string",
            "amount decimal(12,2)",
            "at timestamp"),
        keeping(
            silver(
                "orders",
                "bronze.orders",
                List.of(
                    new Step.SilverColumn("id", null, null, null),
                    new Step.SilverColumn("customer", "who", null, new ColumnMask.Hash("SALT")),
                    new Step.SilverColumn("amount", null, "int", null),
                    new Step.SilverColumn("at", null, null, null)),
                "id > 0",
                List.of("id"),
                "at",
                row("paid", Action.QUARANTINE, "amount > 0"),
                row("noted", Action.WARN, "customer IS NOT NULL")),
            Step.History.TYPE2,
            null,
            false),
        gold(
            "spent",
            "SELECT customer, sum(amount) AS total, max(valid_to) AS until FROM silver.orders GROUP BY customer",
            List.of("silver.orders"),
            List.of("silver.orders")),
        publish("gold.spent", "w", "m.spent", List.of("gold.spent"), "customer"));
  }

  @Test
  void columnsAreFollowedDownToTheirSource() {
    assertThat(text(shop(), "gold.spent", "total", false))
        .isEqualTo(
            """
            gold.spent.total: bigint
              aggregation of silver.orders.amount
                transformation of bronze.orders.amount
                  identity of amount in files of s3a://lake/landing
            which rows there are
              silver.orders: filter bronze.orders.amount, bronze.orders.id
              gold.spent: group by silver.orders.customer
            """);
    assertThat(text(shop(), "gold.spent", "customer", false))
        .contains("identity of silver.orders.customer")
        .contains("transformation (masked) of bronze.orders.who");
    assertThat(text(shop(), "gold.spent", "until", false))
        .as("history has columns of its own, from sequenceBy and the keys")
        .contains("aggregation of silver.orders.valid_to")
        .contains("transformation, window of bronze.orders.at")
        .contains("window of bronze.orders.id\n");
  }

  @Test
  void whatBecomesOfAColumnReachesToWarehouses() {
    assertThat(text(shop(), "bronze.orders", "amount", true))
        .isEqualTo(
            """
            bronze.orders.amount: decimal(12,2)
              transformation: silver.orders.amount
                aggregation: gold.spent.total
                  identity: total in m.spent of w
            which rows there are
              silver.orders: filter bronze.orders.amount
              gold.spent: through silver.orders
              m.spent of w: through gold.spent
            """);
  }

  @Test
  void columnsThatNobodyDeclaredAreKnownByName() {
    LineageReport report =
        report(
            Steps.files("raw", "s3a://lake/raw", "json", Map.of()),
            silver("raw", "bronze.raw", List.of(), null, List.of("id"), null),
            silver("there", "bronze.there", List.of("id"), "v"),
            gold(
                "g",
                "SELECT r.id, upper(r.tag) AS tag, t.v FROM silver.raw r JOIN silver.there t USING (id)",
                List.of("silver.raw", "silver.there"),
                List.of()),
            gold("h", "SELECT nothing FROM silver.there", List.of("silver.there"), List.of()));
    assertThat(text(report, "gold.g", "tag", false))
        .contains("identity of tag in files of s3a://lake/raw")
        .contains("note: the columns of bronze.raw are not known: its DataSource declares none")
        .contains("where the columns of gold.h come from is not known");
    assertThat(text(report, "gold.g", "v", false)).contains("gold.g.v: int");
    assertThatThrownBy(() -> text(report, "gold.h", "nothing", false))
        .hasMessageContaining("gold.h has no column nothing; it has none");
    assertThatThrownBy(() -> text(report, "gold.x", null, false))
        .hasMessageContaining("none of these specs makes or reads the table gold.x");
  }

  @Test
  void eventsAreThoseOfOpenLineage() throws Exception {
    String lines =
        shop()
            .answer(
                TableName.of("gold.spent"), null, false, LineageReport.Format.OPENLINEAGE, CLOCK);
    ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());
    List<OpenLineage.JobEvent> events = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      events.add(mapper.readValue(line, OpenLineage.JobEvent.class));
    }
    assertThat(events)
        .extracting(event -> event.getJob().getName())
        .containsExactly("test.bronze.orders", "test.silver.orders", "test.gold.spent");
    OpenLineage.JobEvent last = events.get(2);
    assertThat(last.getEventTime().toInstant()).isEqualTo(Instant.EPOCH);
    assertThat(last.getSchemaURL().toString()).contains("openlineage.io/spec");
    assertThat(last.getInputs().get(0).getName()).endsWith("/silver/orders");
    OpenLineage.ColumnLineageDatasetFacet facet =
        last.getOutputs().get(0).getFacets().getColumnLineage();
    OpenLineage.InputField total =
        facet.getFields().getAdditionalProperties().get("total").getInputFields().get(0);
    assertThat(total.getField()).isEqualTo("amount");
    assertThat(total.getTransformations().get(0).getSubtype()).isEqualTo("AGGREGATION");
    assertThat(facet.getDataset().get(0).getTransformations().get(0).getType())
        .isEqualTo("INDIRECT");
    assertThat(events.get(0).getInputs().get(0).getNamespace()).isEqualTo("s3://lake");
  }

  /** The schema is ours, restated from the specification; so it is shown to refuse, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eventTime                                                 | \"yesterday\"",
        "schemaURL                                                 |",
        "job.name                                                  |",
        "job.facets.jobType.integration                            |",
        "job.facets.sql.dialekt                                    | \"spark\"",
        "outputs.0.facets.schema._producer                         |",
        "outputs.0.facets.schema._schemaURL                        | \"https://openlineage.io\"",
        "outputs.0.facets.columnLineage.fields                     |",
        "outputs.0.facets.columnLineage.fields.total.inputFields.0.field |",
        "outputs.0.facets.columnLineage.fields.total.inputFields.0.name  | \"s/elsewhere\"",
        "outputs.0.facets.columnLineage.dataset.0.transformations.0.type | \"DIRECT\"",
      })
  void eventsKeepTheRulesOfTheSpecification(String path, String broken) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines =
        shop()
            .answer(
                TableName.of("gold.spent"), null, false, LineageReport.Format.OPENLINEAGE, CLOCK)
            .lines()
            .toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      assertThat(JobEventRules.violations(mapper.readTree(line))).as(line).isEmpty();
    }
    JsonNode last = mapper.readTree(lines.get(2));
    String pointer = "/" + path.replace('.', '/');
    int name = pointer.lastIndexOf('/');
    ObjectNode holder = (ObjectNode) last.at(pointer.substring(0, name));
    if (broken == null) {
      assertThat(holder.remove(pointer.substring(name + 1))).isNotNull();
    } else {
      holder.set(pointer.substring(name + 1), mapper.readTree(broken));
    }
    assertThat(JobEventRules.violations(last)).hasSizeBetween(1, 3);
  }

  @Test
  void aChartHasABoxForEachDataset() {
    assertThat(
            shop()
                .answer(
                    TableName.of("gold.spent"),
                    "total",
                    false,
                    LineageReport.Format.MERMAID,
                    CLOCK))
        .startsWith("flowchart LR\n")
        .contains("subgraph silver_orders[\"silver.orders\"]")
        .contains("silver_orders__amount -->|aggregation| gold_spent__total")
        .contains("bronze_orders__id -.->|filter| silver_orders__")
        .contains("[\"its rows\"]");
  }
}
