package dev.lakehouse.spark.environment;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.delta.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;

/** Runs beside the lake's tables, and what becomes of them. */
class EnvironmentTest {
  private static final String ORDERS = "SELECT * FROM VALUES %s AS t(id, customer, amount, at)";

  private final TestLake lake = TestLake.create();

  private static Step orders() {
    return silver(
        "orders",
        "bronze.orders",
        List.of("id"),
        "at",
        row("positive", Action.QUARANTINE, "amount > 0"));
  }

  private static Step spent() {
    Step.Gold spent =
        incremental(
            "spent",
            "SELECT customer, sum(amount) AS amount FROM silver.orders GROUP BY customer",
            List.of("silver.orders"),
            List.of("customer"));
    return GoldDraft.like(spent).dependsOn(List.of("silver.orders")).step();
  }

  private static Step counted(String what) {
    return gold(
        "counted",
        "SELECT " + what + " AS n FROM gold.spent",
        List.of("gold.spent"),
        List.of("gold.spent"));
  }

  private void bronze(String values) {
    lake.bronze("bronze.orders", TestLake.sql(ORDERS.formatted(values)));
  }

  private Environments environments() {
    return new Environments(lake.root(), new Configuration());
  }

  /** As LocalRun does: clones first, then the engine. */
  private TestLake.Outcome runIn(String name, Step... steps) {
    Set<TableName> own =
        Stream.of(steps).map(step -> TableName.of(step.id())).collect(Collectors.toSet());
    Environment environment = new Environment(lake.root(), name, own);
    new Clones(TestLake.spark(), environment).make();
    try {
      return lake.within(environment).run(null, steps);
    } finally {
      lake.within(null);
    }
  }

  private List<String> in(String name, String table, String... columns) {
    LakeTable found =
        LakeTable.of(
            TestLake.spark(), environments().root(name, TableName.of(table)), TableName.of(table));
    return TestLake.spark()
        .read()
        .format("delta")
        .load(found.path())
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  private List<TableName> promote(String name, boolean force) {
    return new Promotion(TestLake.spark(), environments(), name, CrashPoints.NONE).perform(force);
  }

  /** Files with rows as the table's log names them. */
  private List<String> namedFiles(String table) {
    return lake.table(table).state().snapshot().allFiles().collectAsList().stream()
        .map(AddFile::path)
        .toList();
  }

  private long dataFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .count();
    }
  }

  private Path root(String name) {
    return Path.of(lake.root(), "_env", name);
  }

  @Test
  void clonesCopyNothingAndUnchangedStepsGoOnWhereTheLakeStands() throws IOException {
    bronze("(1, 'a', 10, 1), (2, 'b', -5, 1)");
    lake.run(1L, orders(), spent(), counted("count(*)")).ok();

    TestLake.Outcome same = runIn("same", orders(), spent(), counted("count(*)")).ok();

    assertThat(dataFiles(root("same"))).as("files with rows").isZero();
    assertThat(same.steps()).allMatch(step -> step.message().matches("nothing new.*|.*unchanged"));

    bronze("(3, 'a', 7, 1)");
    TestLake.Outcome more = runIn("same", orders(), spent(), counted("count(*)")).ok();

    assertThat(more.step("gold.spent").message()).isEqualTo("incremental: 1 keys may have changed");
    assertThat(in("same", "gold.spent", "customer", "amount")).containsExactly("a|17");
    assertThat(lake.values("gold.spent", "customer", "amount")).containsExactly("a|10");
    assertThat(in("same", "bronze.orders", "id")).as("read where it is").hasSize(3);
    assertThat(lake.version("silver.orders")).isZero();
  }

  @Test
  void aPromotedTableIsTheLakesAndItsNextRunGoesOnFromThere() throws IOException {
    bronze("(1, 'a', 10, 1), (2, 'b', 5, 1), (3, 'b', -1, 1)");
    lake.run(7L, orders(), spent()).ok();
    Step more = counted("sum(amount)");
    runIn("more", orders(), spent(), more).ok();
    bronze("(1, 'a', 11, 2), (4, 'c', 4, 1), (5, 'c', -4, 1)");
    runIn("more", orders(), spent(), more).ok();
    String id = lake.table("silver.orders").state().id();

    assertThat(promote("more", false))
        .extracting(TableName::toString)
        .containsExactlyInAnyOrder(
            "silver.orders_quarantine", "silver.orders", "gold.spent", "gold.counted");

    assertThat(lake.values("gold.spent", "customer", "amount"))
        .containsExactly("a|11", "b|5", "c|4");
    assertThat(lake.values("gold.counted", "n")).containsExactly("20");
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("3", "5");
    assertThat(lake.table("silver.orders").state().id()).as("the table stays itself").isEqualTo(id);
    assertThat(namedFiles("silver.orders"))
        .isNotEmpty()
        .allMatch(file -> !file.contains("/"), "lies in the table's own folder");
    assertThat(namedFiles("gold.spent")).allMatch(file -> !file.contains("/"));
    assertThat(promote("more", false)).as("once more").isEmpty();

    environments().drop("more");
    assertThat(environments().names()).isEmpty();
    assertThat(lake.run(8L, orders(), spent(), more).ok().steps())
        .allMatch(step -> step.message().matches("nothing new.*|.*unchanged"));
    bronze("(6, 'b', 1, 1)");
    TestLake.Outcome next = lake.run(9L, orders(), spent(), more).ok();
    assertThat(next.step("gold.spent").message()).startsWith("incremental: ");
    assertThat(lake.values("gold.counted", "n")).containsExactly("21");
  }

  @Test
  void aStepThatIsDeclaredOtherwiseIsMadeAnewInTheEnvironmentOnly() {
    bronze("(1, 'a', 10, 1), (2, 'b', 5, 1)");
    lake.run(1L, orders(), spent(), counted("count(*)")).ok();

    runIn("sums", orders(), spent(), counted("sum(amount)")).ok();

    assertThat(in("sums", "gold.counted", "n")).containsExactly("15");
    assertThat(lake.values("gold.counted", "n")).containsExactly("2");
    assertThat(environments().told(TestLake.spark(), "sums"))
        .hasSize(3)
        .anyMatch(line -> line.matches("gold.counted +changed"))
        .anyMatch(line -> line.matches("silver.orders +as version 0 of the lake"));
    assertThat(promote("sums", false))
        .extracting(TableName::toString)
        .containsExactly("gold.counted");
    assertThat(lake.values("gold.counted", "n")).containsExactly("15");
  }

  @Test
  void whatTheLakeHasGotSinceIsGivenUpOnlyWhenAskedFor() {
    bronze("(1, 'a', 10, 1)");
    lake.run(1L, orders(), spent()).ok();
    bronze("(2, 'b', 5, 1)");
    runIn("late", orders(), spent()).ok();
    bronze("(3, 'c', 1, 1)");
    lake.run(2L, orders(), spent()).ok();

    assertThatThrownBy(() -> promote("late", false))
        .isInstanceOf(PromotionRefused.class)
        .hasMessageContaining("silver.orders of the lake has got other rows")
        .hasMessageContaining("--force");
    assertThat(lake.values("silver.orders", "id")).hasSize(3);

    promote("late", true);
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "2");
    lake.run(3L, orders(), spent()).ok();
    assertThat(lake.values("gold.spent", "customer", "amount"))
        .containsExactly("a|10", "b|5", "c|1");
  }

  @Test
  void aPromotionThatDiedGoesOnAndAFailedRunIsNotPromoted() {
    bronze("(1, 'a', 10, 1)");
    lake.run(1L, orders(), spent()).ok();
    bronze("(2, 'b', 5, 1)");
    Step fails =
        gold(
            "counted",
            "SELECT count(*) AS n FROM gold.spent",
            List.of("gold.spent"),
            List.of("gold.spent"),
            row("few", Action.FAIL, "n < 2"));
    runIn("dies", orders(), spent(), counted("count(*)")).ok();
    CrashPoints dies =
        point -> {
          if (point.equals("gold.spent:before-commit")) {
            throw new IllegalStateException("dead");
          }
        };
    assertThatThrownBy(
            () -> new Promotion(TestLake.spark(), environments(), "dies", dies).perform(false))
        .hasMessage("dead");
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "2");
    assertThat(promote("dies", false))
        .extracting(TableName::toString)
        .containsExactlyInAnyOrder("gold.spent", "gold.counted");
    assertThat(lake.values("gold.spent", "customer", "amount")).containsExactly("a|10", "b|5");

    bronze("(3, 'c', 1, 1)");
    assertThat(runIn("fails", orders(), spent(), fails).failure()).isPresent();
    assertThatThrownBy(() -> promote("fails", false))
        .hasMessageContaining("gold.counted of the environment can't be promoted");
    assertThatThrownBy(() -> promote("typo", false)).hasMessageContaining("it has dies, fails");
  }

  @Test
  void anEnvironmentWhoseLastRunFailedOrDidNotEndIsNotPromoted() {
    bronze("(1, 'a', 10, 1)");
    lake.run(1L, orders(), spent()).ok();
    runIn("fresh", orders(), spent(), counted("count(*)")).ok();
    RunMark mark = environments().mark("fresh");

    mark.begin();
    assertThatThrownBy(() -> promote("fresh", false))
        .isInstanceOf(PromotionRefused.class)
        .hasMessageContaining("the last run did not end");
    assertThat(environments().told(TestLake.spark(), "fresh"))
        .startsWith("can't be promoted: the last run did not end");
    mark.end(List.of("gold.other"));
    assertThatThrownBy(() -> promote("fresh", true))
        .hasMessageContaining("its last run failed at gold.other");
    assertThat(lake.version("gold.counted")).as("nothing was changed").isEqualTo(-1);

    mark.end(List.of());
    assertThat(promote("fresh", false))
        .extracting(TableName::toString)
        .containsExactly("gold.counted");
  }
}
