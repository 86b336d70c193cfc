package dev.lakehouse.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanCodecTest {
  private static final TableName BRONZE = TableName.of("bronze.orders");
  private static final TableName SILVER = TableName.of("silver.orders");

  static RunPlan everyStep() {
    List<Expectation> expectations =
        List.of(
            new Expectation.Row("positive", Expectation.Action.QUARANTINE, "amount > 0"),
            new Expectation.Unique("pk", Expectation.Action.FAIL, List.of("order_id")),
            new Expectation.References(
                "known",
                Expectation.Action.WARN,
                List.of("customer_id"),
                TableName.of("silver.customers"),
                List.of("customer_id")),
            new Expectation.RowCount("some", Expectation.Action.FAIL, 1L, null));
    return new RunPlan(
        RunPlan.FORMAT_VERSION,
        new RunPlan.PlanOwner("MedallionPipeline", "crm", "customer-360"),
        new RunPlan.Lake("s3a://lake", "eu-west-1", null, RunPlan.Endpoints.AWS),
        List.of(
            new PlanConnection.Jdbc("crm", "jdbc:postgresql://crm/crm", "U", "P"),
            new PlanConnection.Http(
                "api",
                "https://api.example.com/v3",
                new HttpAuth(HttpAuth.Type.OAUTH2, "U", "P", null, "https://id/token", "read"),
                600),
            new PlanConnection.Redshift("wh", "wg", null, "marts", "arn", null, "s3a://lake/s")),
        List.of(
            new Step.Files(
                "bronze.items",
                List.of(),
                TableName.of("bronze.items"),
                "s3a://in",
                "csv",
                Map.of("header", "true", "delimiter", "|"),
                List.of(new Step.ColumnType("a", "int")),
                OnRewrite.REPLACE,
                new FileDiscovery(new FileDiscovery.Dated("{yyyy}", 1), "https://q", 2),
                Decoding.Evolution.FAIL,
                new FilesPerCommit(3, 4),
                "2024-01-01T00:00:00Z"),
            new Step.Jdbc(
                "bronze.c",
                List.of(),
                TableName.of("bronze.c"),
                "crm",
                "public.c",
                "at",
                new JdbcRead(300_000, "id", 8, List.of()),
                List.of()),
            new Step.Http(
                "bronze.contacts",
                List.of(),
                TableName.of("bronze.contacts"),
                "api",
                new HttpRead(
                    "/contacts",
                    Map.of("status", "active"),
                    Map.of(),
                    "/data",
                    new HttpRead.Pagination(
                        HttpRead.PaginationType.CURSOR, "after", null, "/next", "limit", 100),
                    new HttpRead.Incremental(
                        "/at", "since", HttpRead.MarkFormat.ISO8601, 300_000, null),
                    30_000,
                    6,
                    16_777_216),
                List.of()),
            new Step.Kinesis(
                "bronze.orders",
                List.of(),
                BRONZE,
                "orders",
                new ConsumerSettings(
                    new ConsumerSettings.Start(
                        ConsumerSettings.StartFrom.AT_TIMESTAMP, "2026-01-31T08:00:00Z"),
                    new ConsumerSettings.CommitWhen(30_000, 1_000, 1 << 20, 1 << 27),
                    ConsumerSettings.OnDataLoss.STOP,
                    900_000,
                    "lakehouse"),
                new Decoding(
                    Decoding.Format.CSV,
                    new Decoding.Csv(";", null, ""),
                    null,
                    null,
                    List.of(new Step.ColumnType("a", "int")),
                    Decoding.Evolution.FAIL)),
            new Step.Silver(
                "silver.orders",
                List.of(),
                BRONZE,
                SILVER,
                List.of(
                    new Step.SilverColumn("id", "a + 1", "int", new ColumnMask.Hash("SALT")),
                    new Step.SilverColumn(
                        "b",
                        null,
                        null,
                        new ColumnMask.GeneraliseNumber(0.5),
                        new ColumnCleaning(
                            List.of(ColumnCleaning.Normaliser.NULL_TOKENS),
                            "AT",
                            Expectation.Action.DROP))),
                "a IS NOT NULL",
                List.of("id"),
                "at",
                Step.History.TYPE1,
                new SilverChanges("op = 'D'", true),
                List.of("id"),
                expectations,
                null,
                null,
                null,
                new SilverQuery(
                    "SELECT * FROM input", List.of(BRONZE), SilverQuery.OnLookupChange.KEEP)),
            new Step.Gold(
                "gold.sums",
                List.of("silver.orders"),
                List.of(SILVER),
                TableName.of("gold.sums"),
                "SELECT 1",
                List.of("id"),
                GoldRefresh.incremental("it uses LIMIT"),
                List.of(),
                List.of(),
                null),
            new Step.Publish(
                "gold.sums@wh",
                List.of("gold.sums"),
                TableName.of("gold.sums"),
                "wh",
                "marts.sums",
                List.of("id")),
            new Step.Segment(
                "gold.segments",
                List.of(),
                TableName.of("gold.sums"),
                TableName.of("gold.segments"),
                "id",
                List.of(new Step.Feature("f", "log(f)")),
                3,
                8,
                42,
                0.3,
                null)));
  }

  @Test
  void everyKindOfStepSurvivesTheRoundTrip() {
    RunPlan plan = everyStep();
    assertThat(PlanCodec.fromJson(PlanCodec.toJson(plan))).isEqualTo(plan);
  }

  @Test
  void theBytesDoNotDependOnTheOrderOfMaps() {
    String json = PlanCodec.toJson(everyStep());
    assertThat(json).contains("\"options\":{\"delimiter\":\"|\",\"header\":\"true\"}");
    assertThat(PlanCodec.hash(everyStep())).isEqualTo(PlanCodec.hash(PlanCodec.fromJson(json)));
  }

  @Test
  void inputsIncludeTheTablesThatExpectationsLookInto() {
    assertThat(everyStep().steps())
        .filteredOn(Step.Silver.class::isInstance)
        .singleElement()
        .satisfies(
            step ->
                assertThat(step.inputs())
                    .containsExactly(BRONZE, TableName.of("silver.customers")));
  }

  @Test
  void aNewerFormatIsRefusedWithWhatToDo() {
    int newer = RunPlan.FORMAT_VERSION + 1;
    assertThatThrownBy(
            () -> PlanCodec.fromJson("{\"formatVersion\": %d, \"news\": true}".formatted(newer)))
        .isInstanceOfSatisfying(
            UnreadablePlanException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.PLAN_UNSUPPORTED))
        .hasMessageContaining("format " + newer)
        .hasMessageContaining("workloads.image");
  }

  @Test
  void anUnknownFieldIsRefused() {
    String json = PlanCodec.toJson(everyStep()).replaceFirst("\\{", "{\"surprise\":1,");
    assertThatThrownBy(() -> PlanCodec.fromJson(json))
        .isInstanceOfSatisfying(
            UnreadablePlanException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.PLAN_INVALID));
  }

  @Test
  void argumentsAreReadAsTheyWereWritten() {
    JobArguments written =
        JobArguments.of("/p.json", "LakehouseRun/ns/r-7", 7L, 2, List.of("silver.a", "gold.b"));
    JobArguments read = new JobArguments();
    new CommandLine(read).parseArgs(written.toArguments().toArray(String[]::new));
    assertThat(read.toArguments()).isEqualTo(written.toArguments());
    assertThat(read.fullRefresh()).containsExactly("silver.a", "gold.b");
  }

  @Test
  void aTableNameSaysWhatItShouldBe() {
    assertThatThrownBy(() -> TableName.of("Silver.Orders"))
        .hasMessageContaining("bronze.NAME, silver.NAME or gold.NAME");
    assertThat(SILVER.path("s3a://lake/")).isEqualTo("s3a://lake/silver/orders");
  }
}
