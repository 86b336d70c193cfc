package dev.lakehouse.spark.local;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.environment.Environments;
import dev.lakehouse.spark.environment.Promotion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authors run on their own machine, on the Spark of the tests. */
class LocalJobTest {
  private static final List<Step.ColumnType> COLUMNS =
      List.of(
          new Step.ColumnType("id", "bigint"),
          new Step.ColumnType("status", "string"),
          new Step.ColumnType("amount", "decimal(12,2)"),
          new Step.ColumnType("at", "int"));

  @TempDir private Path folder;

  private final TestLake lake = TestLake.create();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private List<String> plans() {
    return List.of(
        PlanCodec.toJson(
            lake.plan(
                silver(
                    "orders",
                    "bronze.orders",
                    List.of("id"),
                    "at",
                    row("paid", Action.QUARANTINE, "amount > 0")),
                gold(
                    "spent",
                    "SELECT status, sum(amount) AS amount FROM silver.orders GROUP BY status",
                    List.of("silver.orders"),
                    List.of("silver.orders"),
                    row("some", Action.FAIL, "amount < 1000")))));
  }

  private PrintStream out() {
    return new PrintStream(printed, true, StandardCharsets.UTF_8);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private LocalJob.Source csv(String... lines) throws IOException {
    Path file = folder.resolve("orders.csv");
    Files.write(file, List.of(lines));
    return new LocalJob.Source("bronze.orders", file.toString(), "csv", Map.of(), COLUMNS);
  }

  private int runIn(String environment, List<String> plans) {
    return new LocalRun(
            TestLake.spark(), LocalLake.of(lake.root()), Optional.of(environment), out())
        .run(new LocalJob(plans, List.of(), null));
  }

  private int run(LocalJob.Source source) {
    return new LocalRun(TestLake.spark(), LocalLake.of(lake.root()), Optional.empty(), out())
        .run(new LocalJob(plans(), List.of(source), null));
  }

  @Test
  void aRunMakesTheTablesOfTheFilesAndDoesNothingWhenNothingChanged() throws IOException {
    String header = "at,id,status,amount,more";
    assertThat(run(csv(header, "1,1,open,10,x", "2,1,paid,11,x", "1,2,open,-1,x"))).isZero();
    assertThat(lake.values("gold.spent", "status", "amount")).containsExactly("paid|11.00");
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("2");
    assertThat(text()).contains("silver.orders").contains("paid (Quarantine): 1 violations");
    long version = lake.version("silver.orders");
    assertThat(run(csv(header, "1,1,open,10,x", "2,1,paid,11,x", "1,2,open,-1,x,")))
        .as("another file")
        .isZero();
    LocalJob.Source same = csv(header, "1,3,open,7,x");
    assertThat(run(same)).isZero();
    assertThat(lake.values("silver.orders", "id")).containsExactly("3");
    long then = lake.version("silver.orders");
    assertThat(then).isGreaterThan(version);
    assertThat(run(same)).isZero();
    assertThat(lake.version("silver.orders")).isEqualTo(then);
    printed.reset();
    LocalForecast forecast = new LocalForecast(TestLake.spark(), LocalLake.of(lake.root()), out());
    assertThat(forecast.tell(new LocalJob(plans(), List.of(), null))).isZero();
    assertThat(text())
        .contains("A run into " + lake.root() + " now:")
        .contains("nothing new in bronze.orders since version");
    assertThat(run(csv(header, "1,1,open,5000,x"))).isEqualTo(3);
    assertThat(text()).contains("expectation some (1 violations) with action Fail");
  }

  @Test
  void anEnvironmentInWhichAStepFailedIsNotPromotedUntilItsRunSucceeds() throws IOException {
    assertThat(run(csv("at,id,status,amount", "1,1,open,10"))).isZero();
    Environments environments = LocalLake.of(lake.root()).environments();
    List<String> failing =
        plans().stream().map(plan -> plan.replace("amount < 1000", "amount < 5")).toList();

    assertThat(runIn("strict", failing)).isEqualTo(3);
    assertThatThrownBy(
            () ->
                new Promotion(TestLake.spark(), environments, "strict", CrashPoints.NONE)
                    .perform(false))
        .hasMessageContaining("its last run failed at gold.spent");

    assertThat(runIn("strict", plans())).isZero();
    assertThat(
            new Promotion(TestLake.spark(), environments, "strict", CrashPoints.NONE)
                .perform(false))
        .isEmpty();
  }

  @Test
  void testsTellWhichRowsDiffer() throws IOException {
    Path csv = folder.resolve("expected.csv");
    Files.writeString(csv, "status,amount\nopen,3.5\n");
    LocalJob.Rows given =
        rows(
            Map.of("id", 1, "status", "open", "amount", 3.5, "at", 1),
            Map.of("id", 2, "status", "paid", "amount", -3, "at", 1));
    LocalJob job =
        new LocalJob(
            plans(),
            List.of(new LocalJob.Source("bronze.orders", null, null, Map.of(), COLUMNS)),
            List.of(
                test(
                    "good",
                    Map.of("bronze.orders", given),
                    Map.of(
                        "gold.spent",
                        new LocalJob.Rows(null, csv.toString()),
                        "silver.orders_quarantine",
                        rows(Map.of("id", 2)))),
                test(
                    "bad",
                    Map.of("bronze.orders", given),
                    Map.of("silver.orders", rows(Map.of("id", 1, "amount", 4), Map.of("id", 9)))),
                test("empty", Map.of(), Map.of("silver.orders", rows())),
                test(
                    "from silver",
                    Map.of("silver.orders", rows(Map.of("status", "x", "amount", 1))),
                    Map.of("gold.spent", rows(Map.of("status", "x", "amount", "1.00")))),
                test("typo", Map.of(), Map.of("silver.order", rows()))));
    List<TestResult> results = new TestRuns(TestLake.spark(), job, out()).run();
    assertThat(results)
        .extracting(TestResult::passed)
        .containsExactly(true, false, true, true, false);
    assertThat(results.get(1).problems())
        .hasSize(3)
        .startsWith("silver.orders:")
        .contains("~ different:  {id=1}: amount should be 4 and is 3.50")
        .anyMatch(line -> line.startsWith("- missing: ") && line.contains("id=9"));
    assertThat(results.get(4).problems().get(0)).contains("no pipeline makes the expected table");
    assertThat(text()).contains("5 tests, 2 failed");
    assertThat(JunitReport.of(results))
        .contains("tests=\"5\" failures=\"2\"")
        .contains("<failure message=\"silver.orders:\">");
  }

  private static LocalJob.TestCase test(
      String name, Map<String, LocalJob.Rows> given, Map<String, LocalJob.Rows> expect) {
    return new LocalJob.TestCase(name, "tests/orders.yaml", given, expect);
  }

  @SafeVarargs
  private static LocalJob.Rows rows(Map<String, Object>... rows) {
    return new LocalJob.Rows(List.of(rows), null);
  }

  @Test
  void aProfileSuggestsWhatHoldsToday() {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      values.add(
          "('%d', '%s', '%d.5', '2026-01-%02d', %s)"
              .formatted(
                  i, i % 2 == 0 ? "open" : "on", i, i % 28 + 1, i == 3 ? "null" : "'t" + i + "'"));
    }
    String profile =
        Profile.of(
            TableName.of("bronze.orders"),
            TestLake.sql(
                "SELECT * FROM VALUES "
                    + String.join(", ", values)
                    + " AS t(id, status, amount, day, note)"));
    assertThat(profile)
        .startsWith("# bronze.orders: 40 rows, 5 columns\n- name: orders\n  from: bronze.orders\n")
        .contains("{name: id, cast: bigint}", "{name: amount, cast: double}")
        .contains("{name: day, cast: date}", "97.50% filled")
        .contains("  keys: [id]\n")
        .contains("{name: filled, notNull: [id, status, amount, day]}")
        .contains("{name: status_known, column: status, acceptedValues: ['on', open]}")
        .contains("{name: amount_not_negative, column: amount, range: {min: '0'}}");
  }

  @Test
  void aJobSurvivesTheWayToTheOtherProcess() {
    Map<String, Object> row = new HashMap<>();
    row.put("id", 1);
    row.put("name", null);
    LocalJob job =
        new LocalJob(
            plans(),
            List.of(new LocalJob.Source("bronze.orders", null, null, Map.of(), COLUMNS)),
            List.of(test("t", Map.of("bronze.orders", rows(row)), Map.of())));
    assertThat(LocalJob.fromJson(job.toJson())).isEqualTo(job);
  }
}
