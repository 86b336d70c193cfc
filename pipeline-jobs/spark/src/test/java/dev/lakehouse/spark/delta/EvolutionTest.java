package dev.lakehouse.spark.delta;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.SchemaEvolution;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What becomes of tables when what they are made from has other columns, on real Delta. */
class EvolutionTest {
  private static final String INPUT = "bronze.orders";

  private final TestLake lake = TestLake.create();

  private static TableLayout layout(SchemaEvolution evolution, Map<String, String> properties) {
    return new TableLayout(null, null, null, properties, null, evolution);
  }

  /** All columns of the input, the newest row of each key. */
  private static Step.Silver orders(SchemaEvolution evolution) {
    return orders("seq", Step.History.TYPE1, null, layout(evolution, null));
  }

  private static Step.Silver orders(
      String sequenceBy, Step.History history, SilverChanges changes, TableLayout layout) {
    Step.Silver step = silver("orders", INPUT, List.of("id"), sequenceBy);
    return SilverDraft.like(step)
        .sequenceBy(sequenceBy)
        .history(history)
        .changes(changes)
        .layout(layout)
        .step();
  }

  /** The input gets a column and a row that has it. */
  private void withNote() {
    sql("SELECT 2 AS id, 2 AS seq, 'x' AS note")
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", "true")
        .save(lake.table(INPUT).path());
  }

  private Failure refused(long sequence, Step... steps) {
    return lake.run(sequence, steps).failure().orElseThrow();
  }

  @Test
  void columnsAreComparedFieldByField() {
    ColumnChanges changes =
        ColumnChanges.between(
            StructType.fromDDL(
                "id int, s struct<a: int, b: string>, l array<smallint>, m map<string, int>, gone"
                    + " date, d decimal(10,2)"),
            StructType.fromDDL(
                "m map<string, string>, d decimal(12,2), ID bigint, s struct<b: string, c: date, a:"
                    + " int>, l array<int>"));

    assertThat(changes.added()).containsExactly("new s.c (date)");
    assertThat(changes.widened())
        .containsExactlyInAnyOrder(
            "d decimal(12,2) instead of decimal(10,2)",
            "ID bigint instead of int",
            "l.element int instead of smallint");
    assertThat(changes.retyped()).containsExactly("m.value string instead of int");
    assertThat(changes.lost()).containsExactly("no gone any more");
    StructType same = StructType.fromDDL("a int NOT NULL, b array<string>");
    assertThat(ColumnChanges.between(same, StructType.fromDDL("B array<string>, A int")).none())
        .isTrue();
  }

  @Test
  void aNewColumnIsTakenOverUnlessTheTableSaysFail() {
    lake.bronze(INPUT, sql("SELECT 1 AS id, 1 AS seq"));
    lake.run(1L, orders(SchemaEvolution.FAIL)).ok();
    lake.bronze(INPUT, sql("SELECT 2 AS id, 1 AS seq"));
    lake.run(2L, orders(SchemaEvolution.FAIL)).ok();
    long before = lake.version("silver.orders");
    withNote();

    Failure failure = refused(3L, orders(SchemaEvolution.FAIL));
    assertThat(failure.reason()).isEqualTo(FailureReason.SCHEMA_CHANGED);
    assertThat(failure.message())
        .isEqualTo(
            "silver.orders: what it is made from has other columns: new note (string). Its"
                + " layout.evolution is Fail, so nothing was written. Run a LakehouseRun with"
                + " fullRefresh: [silver.orders] to take them over, or set layout.evolution to"
                + " AddColumns.");
    assertThat(lake.version("silver.orders")).isEqualTo(before);

    lake.run(4L, orders(SchemaEvolution.ADD_COLUMNS)).ok();
    assertThat(lake.values("silver.orders", "id", "seq", "note"))
        .containsExactlyInAnyOrder("1|1|null", "2|2|x");
  }

  @Test
  void aFullRefreshTakesOverWhatTheTableRefuses() {
    lake.bronze(INPUT, sql("SELECT 1 AS id, 1 AS seq"));
    lake.run(1L, orders(SchemaEvolution.FAIL)).ok();
    withNote();

    lake.refreshing("silver.orders").run(2L, orders(SchemaEvolution.FAIL)).ok();
    assertThat(lake.values("silver.orders", "id", "note"))
        .containsExactlyInAnyOrder("1|null", "2|x");
  }

  private void widenedInput() {
    lake.bronze(INPUT, sql("SELECT 1 AS id, 1 AS seq"));
    sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')"
            .formatted(lake.table(INPUT).path()));
  }

  private void wide() {
    sql("ALTER TABLE delta.`%s` ALTER COLUMN seq TYPE bigint".formatted(lake.table(INPUT).path()));
    lake.bronze(INPUT, sql("SELECT 2 AS id, 5000000000 AS seq"));
  }

  @Test
  void aWiderTypeIsWrittenInPlaceWhereTheTableAllowsAndElseByAllRowsAnew() {
    widenedInput();
    Step.Silver anew = orders("seq", Step.History.NONE, null, layout(null, null));
    TableLayout widening =
        layout(SchemaEvolution.ADD_COLUMNS, Map.of("delta.enableTypeWidening", "true"));
    Step.Silver inPlace = orders("seq", Step.History.TYPE1, null, widening);
    Step.Silver other = SilverDraft.like(inPlace).output(TableName.of("silver.widened")).step();
    lake.run(1L, anew, other).ok();
    wide();
    var run = lake.run(2L, anew, other).ok();

    assertThat(run.step("silver.orders").rows()).isEqualTo(2);
    assertThat(lake.values("silver.orders", "id", "seq"))
        .containsExactlyInAnyOrder("1|1", "2|5000000000");
    assertThat(run.step("silver.widened").rows()).as("only what is new").isEqualTo(1);
    assertThat(lake.values("silver.widened", "id", "seq"))
        .containsExactlyInAnyOrder("1|1", "2|5000000000");
    assertThat(lake.rows("silver.widened").schema().apply("seq").dataType().simpleString())
        .isEqualTo("bigint");
  }

  @Test
  void historiesHaveTheColumnsTheyAreSaidToHave() {
    lake.bronze(INPUT, sql("SELECT 1 AS id, 1 AS seq"));
    TableLayout strict = layout(SchemaEvolution.FAIL, null);
    SilverChanges snapshot = new SilverChanges(null, false, SilverChanges.Input.SNAPSHOT);
    List<Step.Silver> kinds =
        List.of(
            orders("seq", Step.History.TYPE2, null, strict),
            orders("seq", Step.History.TYPE2, snapshot, strict),
            orders(null, Step.History.FIRST, null, strict),
            orders(null, Step.History.TYPE1, null, strict));
    long sequence = 1;
    for (Step.Silver kind : kinds) {
      TestLake own = lake.copy();
      own.run(sequence++, kind).ok();
      own.bronze(INPUT, sql("SELECT 1 AS id, 2 AS seq"));
      assertThat(own.run(sequence++, kind).failure()).as(kind.toString()).isEmpty();
    }
  }

  @Test
  void aGoldTableLosesAColumnOnlyWhereItMay() {
    lake.bronze(INPUT, sql("SELECT 1 AS id, 1 AS seq, 'x' AS note"));
    Step.Gold copy = copied(SchemaEvolution.ADD_COLUMNS);
    lake.run(1L, copy).ok();
    sql("SELECT 1 AS id, 2 AS seq, 3 AS extra")
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", "true")
        .save(lake.table(INPUT).path());

    Failure failure = refused(2L, copy);
    assertThat(failure.reason()).isEqualTo(FailureReason.SCHEMA_CHANGED);
    assertThat(failure.message())
        .contains("gold.copy: what it is made from has other columns")
        .contains("new extra (int), no note any more")
        .endsWith("or set layout.evolution to Follow.");

    lake.run(3L, copied(null)).ok();
    assertThat(lake.rows("gold.copy").columns()).containsExactly("id", "seq", "extra");
  }

  private static Step.Gold copied(SchemaEvolution evolution) {
    Step.Gold step =
        gold("copy", "SELECT * FROM bronze.orders", List.of("bronze.orders"), List.of());
    return GoldDraft.like(step).layout(layout(evolution, null)).step();
  }
}
