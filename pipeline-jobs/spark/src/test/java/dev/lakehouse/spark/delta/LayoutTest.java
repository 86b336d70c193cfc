package dev.lakehouse.spark.delta;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What is declared of a table beside its rows, on real Delta. */
class LayoutTest {
  private static final String POSITIVE = "amount > 0";

  private final TestLake lake = TestLake.create();

  private void bronze(String rows) {
    lake.bronze(
        "bronze.orders", sql("SELECT * FROM VALUES " + rows + " AS t(id, country, amount)"));
  }

  private static Step.Silver orders(List<String> clusterBy, TableLayout layout) {
    // What the compiler makes of the constraint.
    List<Expectation> expectations =
        layout.constraints().isEmpty()
            ? List.of()
            : List.of(row("constraint(positive)", Action.FAIL, "coalesce((amount > 0), false)"));
    return SilverDraft.like(silver("orders", "bronze.orders", List.of("id"), "amount"))
        .clusterBy(clusterBy)
        .layout(layout)
        .expectations(expectations)
        .step();
  }

  private static TableLayout layout(
      String description, Map<String, String> comments, Map<String, String> properties) {
    return new TableLayout(List.of(), description, comments, properties, Map.of());
  }

  private static TableLayout constrained() {
    return new TableLayout(null, null, null, null, Map.of("Positive", POSITIVE));
  }

  private Row detail() {
    return sql("DESCRIBE DETAIL delta.`" + lake.table("silver.orders").path() + "`").head();
  }

  private <T> T detail(String column) {
    return detail().getAs(column);
  }

  private Map<String, String> properties() {
    return scala.jdk.javaapi.CollectionConverters.asJava(
        lake.table("silver.orders").state().snapshot().metadata().configuration());
  }

  private StructType schema() {
    return lake.table("silver.orders").state().schema();
  }

  @Test
  void commentsAndPropertiesComeChangeAndGoWithoutTheRows() {
    bronze("(1, 'AT', 5)");
    TableLayout first =
        layout("Orders.", Map.of("id", "Number."), Map.of("delta.enableChangeDataFeed", "true"));
    lake.run(1L, orders(List.of(), first)).ok();

    assertThat(this.<String>detail("description")).isEqualTo("Orders.");
    assertThat(schema().apply("id").getComment().get()).isEqualTo("Number.");
    assertThat(properties()).containsEntry("delta.enableChangeDataFeed", "true");
    long made = lake.version("silver.orders");

    TableLayout second =
        layout(
            null, Map.of("country", "ISO 3166."), Map.of("delta.dataSkippingNumIndexedCols", "8"));
    TestLake.Outcome hot = lake.run(2L, orders(List.of(), second)).ok();

    assertThat(hot.step("silver.orders").message()).startsWith("nothing new");
    assertThat(hot.step("silver.orders").version()).isEqualTo(made + 1);
    assertThat(this.<String>detail("description")).isNull();
    assertThat(schema().apply("id").getComment().isEmpty()).isTrue();
    assertThat(schema().apply("country").getComment().get()).isEqualTo("ISO 3166.");
    assertThat(properties())
        .doesNotContainKey("delta.enableChangeDataFeed")
        .containsEntry("delta.dataSkippingNumIndexedCols", "8");
    assertThat(lake.run(3L, orders(List.of(), second)).ok().step("silver.orders").version())
        .as("nothing is left to do")
        .isEqualTo(made + 1);

    bronze("(2, 'DE', 6)");
    lake.run(4L, orders(List.of(), second)).ok();
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "2");
    assertThat(schema().apply("country").getComment().get())
        .as("new rows leave it alone")
        .isEqualTo("ISO 3166.");
  }

  @Test
  void aPropertyThatDeltaDoesNotKnowIsNamed() {
    bronze("(1, 'AT', 5)");
    Failure failure =
        lake.run(1L, orders(List.of(), layout(null, null, Map.of("delta.enableMagic", "true"))))
            .failure()
            .orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(failure.message()).contains("silver.orders").contains("delta.enableMagic");
  }

  @Test
  void aConstraintHoldsForRunsAndForEveryOtherWriter() {
    bronze("(1, 'AT', 5)");
    lake.run(1L, orders(List.of(), constrained())).ok();
    bronze("(2, 'AT', -5)");

    Failure failure = lake.run(2L, orders(List.of(), constrained())).failure().orElseThrow();

    assertThat(failure.reason()).isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(failure.message()).contains("constraint(positive) (1 violations)");
    assertThat(lake.values("silver.orders", "id")).containsExactly("1");
    assertThatThrownBy(
            () ->
                sql(
                    "INSERT INTO delta.`%s` VALUES (3, 'AT', -1)"
                        .formatted(lake.table("silver.orders").path())))
        .hasMessageContaining("positive");
  }

  @Test
  void aConstraintThatOldRowsDoNotMeetIsNotAddedAndItIsSaidHowManyThereAre() {
    bronze("(1, 'AT', 5), (2, 'AT', -5), (3, 'AT', -6)");
    lake.run(1L, orders(List.of(), TableLayout.NONE)).ok();

    Failure failure = lake.run(2L, orders(List.of(), constrained())).failure().orElseThrow();

    assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(failure.message()).contains("Positive of silver.orders").contains("for 2 rows");
    assertThat(properties()).doesNotContainKey("delta.constraints.positive");
  }

  @Test
  void partitionsAreMadeAnewAndKeptByMergesAndClusteringComesLater() {
    bronze("(1, 'AT', 5), (2, 'DE', 6)");
    lake.run(1L, orders(List.of(), TableLayout.NONE)).ok();
    lake.run(2L, orders(List.of("country"), TableLayout.NONE)).ok();
    assertThat(detail().getList(detail().fieldIndex("clusteringColumns")).toString())
        .contains("country");

    TableLayout folders = new TableLayout(List.of("country"), null, null, null, null);
    lake.run(3L, orders(List.of(), folders)).ok();
    bronze("(2, 'AT', 7), (3, 'AT', 1)");
    lake.run(4L, orders(List.of(), folders)).ok();

    assertThat(detail().getList(detail().fieldIndex("partitionColumns")).toString())
        .contains("country");
    assertThat(lake.values("silver.orders", "id", "country", "amount"))
        .containsExactly("1|AT|5", "2|AT|7", "3|AT|1");
    lake.run(5L, orders(List.of(), TableLayout.NONE)).ok();
    assertThat(detail().getList(detail().fieldIndex("partitionColumns"))).isEmpty();
    assertThat(lake.values("silver.orders", "id")).hasSize(3);
  }

  @Test
  void rowsAreAddedToFoldersAndGoldIsBroughtUpToDateInThem() {
    bronze("(1, 'AT', 5), (2, 'DE', 6)");
    TableLayout folders = new TableLayout(List.of("country"), null, null, null, null, null);
    Step.Silver rows =
        SilverDraft.like(silver("orders", "bronze.orders", List.of(), null)).layout(folders).step();
    List<String> from = List.of("silver.orders");
    Step.Gold sums =
        GoldDraft.like(
                incremental(
                    "sums",
                    "SELECT country, max(amount) AS most, count(*) AS n FROM silver.orders GROUP BY country",
                    from,
                    List.of("country")))
            .dependsOn(from)
            .layout(folders)
            .step();
    lake.run(1L, rows, sums).ok();
    bronze("(3, 'AT', 9), (4, 'CH', 1)");
    String how = lake.run(2L, rows, sums).ok().step("gold.sums").message();

    assertThat(how).startsWith("incremental: 2 keys");
    assertThat(lake.values("silver.orders", "id", "country"))
        .containsExactly("1|AT", "2|DE", "3|AT", "4|CH");
    assertThat(lake.values("gold.sums", "country", "most", "n"))
        .containsExactly("AT|9|2", "CH|1|1", "DE|6|1");
    for (String table : List.of("silver.orders", "gold.sums")) {
      assertThat(lake.table(table).state().snapshot().allFiles().collectAsList())
          .as(table)
          .allMatch(file -> file.path().startsWith("country="));
    }
  }

  @Test
  void aGoldTableIsNotMadeAnewForWords() {
    bronze("(1, 'AT', 5)");
    lake.run(1L, orders(List.of(), TableLayout.NONE)).ok();
    assertThat(lake.version("silver.orders")).as("without a layout there is one commit").isZero();
    lake.run(2L, counted(null)).ok();
    TestLake.Outcome again = lake.run(3L, counted(layout("Counts.", null, null))).ok();
    assertThat(again.step("gold.counted").message()).contains("unchanged");
    assertThat(lake.table("gold.counted").state().snapshot().metadata().description())
        .isEqualTo("Counts.");
  }

  private static Step counted(TableLayout layout) {
    List<String> from = List.of("silver.orders");
    Step.Gold step = gold("counted", "SELECT count(*) AS n FROM silver.orders", from, List.of());
    return GoldDraft.like(step).layout(layout).step();
  }
}
