package dev.lakehouse.spark.silver.columns;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.TestLake;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class MasksTest {
  private static final JobSettings SETTINGS = new JobSettings(Map.of("SALT", "pepper")::get);

  private record Case(ColumnMask mask, String value) {}

  private static Object masked(ColumnMask mask, String value) {
    Dataset<Row> rows = TestLake.spark().range(1).select(expr(value).as("v"));
    Column masked =
        Masks.masked(mask, "v", rows.col("v"), rows.schema().apply("v").dataType(), SETTINGS);
    return rows.select(masked).first().get(0);
  }

  @Test
  void eachMaskShowsWhatItSays() {
    Map<Case, String> expected = new LinkedHashMap<>();
    ColumnMask partial = new ColumnMask.Partial(1, 2);
    expected.put(new Case(partial, "'secret'"), "s***et");
    expected.put(new Case(partial, "'abc'"), "***");
    expected.put(new Case(partial, "''"), "");
    expected.put(new Case(partial, "12345"), "1**45");
    expected.put(new Case(new ColumnMask.Partial(0, 4), "'4111111111111111'"), "************1111");
    expected.put(new Case(new ColumnMask.Redact("gone"), "'x'"), "gone");
    expected.put(new Case(new ColumnMask.Redact("gone"), "cast(null as int)"), "null");
    expected.put(
        new Case(new ColumnMask.GeneraliseTime(ColumnMask.Unit.YEAR), "date'1987-06-05'"),
        "1987-01-01");
    expected.put(
        new Case(new ColumnMask.GeneraliseTime(ColumnMask.Unit.QUARTER), "date'1987-06-05'"),
        "1987-04-01");
    expected.put(
        new Case(
            new ColumnMask.GeneraliseTime(ColumnMask.Unit.HOUR),
            "timestamp_ntz'1987-06-05 12:34:56'"),
        "1987-06-05T12:00");
    expected.put(new Case(new ColumnMask.GeneraliseNumber(10), "37"), "30");
    expected.put(new Case(new ColumnMask.GeneraliseNumber(10), "-1"), "-10");
    expected.put(
        new Case(new ColumnMask.GeneraliseNumber(0.1), "cast(0.37 as decimal(5,2))"), "0.30");
    expected.put(new Case(new ColumnMask.GeneraliseNumber(2.5), "cast(6.0 as double)"), "5.0");
    expected.put(new Case(new ColumnMask.GeneraliseNumber(5), "cast(null as bigint)"), "null");
    expected.forEach(
        (given, text) ->
            assertThat(String.valueOf(masked(given.mask(), given.value())))
                .as("%s", given)
                .isEqualTo(text));
  }

  @Test
  void tokensLookLikeTheValueAndAreTheSameForTheSame() {
    ColumnMask mask = new ColumnMask.Tokenise("SALT");
    String card = (String) masked(mask, "'4111-1111-1111-1111'");
    assertThat(card)
        .matches("[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}")
        .isNotEqualTo("4111-1111-1111-1111");
    assertThat(masked(mask, "'4111-1111-1111-1111'")).isEqualTo(card);
    assertThat(masked(mask, "'4111-1111-1111-1112'")).isNotEqualTo(card);
    assertThat((String) masked(mask, "'Zoë.Ng@x-1.io'"))
        .matches("[A-Z][a-z]{2}[.][A-Z][a-z]@[a-z]-[0-9][.][a-z]{2}");
    assertThat(masked(mask, "cast(null as string)")).isNull();
    assertThat(Secrecy.token("other", "4111-1111-1111-1111")).isNotEqualTo(card);
    assertThat(Secrecy.token("pepper", "x".repeat(100)).chars().distinct().count())
        .as("more than one block of the code")
        .isGreaterThan(15);
  }

  @Test
  void saltsAreInNoPlan() {
    Dataset<Row> rows = TestLake.spark().range(1).select(expr("'a'").as("v"));
    for (ColumnMask mask :
        new ColumnMask[] {new ColumnMask.Hash("SALT"), new ColumnMask.Tokenise("SALT")}) {
      Column masked =
          Masks.masked(mask, "v", rows.col("v"), rows.schema().apply("v").dataType(), SETTINGS);
      assertThat(rows.select(masked).queryExecution().toString()).doesNotContain("pepper");
    }
  }

  @Test
  void whatCannotBeGeneralisedIsNamed() {
    assertThatThrownBy(() -> masked(new ColumnMask.GeneraliseNumber(10), "'37'"))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("Column v is generalised as a number, but it is of type STRING");
    assertThatThrownBy(
            () -> masked(new ColumnMask.GeneraliseTime(ColumnMask.Unit.YEAR), "'1987-01-01'"))
        .hasMessageContaining("a date or time");
  }
}
