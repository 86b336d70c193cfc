package dev.lakehouse.spark.silver.columns;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnCleaning.Normaliser;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CleaningTest {
  /** Forms, a text, what it becomes ({@code null}: nothing), and whether that is a failure. */
  private static final String[][] ROWS = {
    {"TRIM", "\u00a0 a  b\t", "a  b", "ok"},
    {"WHITESPACE", " a \t\n b\u2003c ", "a b c", "ok"},
    {"LOWER", "ÀB c", "àb c", "ok"},
    {"UPPER", "straße", "STRASSE", "ok"},
    {"TITLE", "ANNA van DORT", "Anna Van Dort", "ok"},
    {"NULL_TOKENS", " N/A ", null, "ok"},
    {"NULL_TOKENS", "", null, "ok"},
    {"NULL_TOKENS", "-", null, "ok"},
    {"NULL_TOKENS", "Null", null, "ok"},
    {"NULL_TOKENS", "NA", "NA", "ok"},
    {"NULL_TOKENS", " nullable ", " nullable ", "ok"},
    {"TRIM,UPPER", " a ", "A", "ok"},
    {"EMAIL", " MailTo:Ann.Lee@Example.ORG ", "ann.lee@example.org", "ok"},
    {"EMAIL", "jürgen@müller.de", "jürgen@müller.de", "ok"},
    {"EMAIL", "ann@example", null, "failed"},
    {"EMAIL", "ann lee@example.org", null, "failed"},
    {"EMAIL", "", null, "failed"},
    {"NULL_TOKENS,EMAIL", "none", null, "ok"},
    {"EMAIL", null, null, "ok"},
    {"PHONE", "030 901820", "+4930901820", "ok"},
    {"PHONE", "+43 (1) 711 00-0", "+431711000", "ok"},
    {"PHONE", "0049 30 901820", "+4930901820", "ok"},
    {"PHONE", "12", null, "failed"},
    {"PHONE", "call me", null, "failed"},
    {"COUNTRY", "de", "DE", "ok"},
    {"COUNTRY", "AUT", "AT", "ok"},
    {"COUNTRY", " Germany", "DE", "ok"},
    {"COUNTRY", "Deutschland", "DE", "ok"},
    {"COUNTRY", "ÖSTERREICH", "AT", "ok"},
    {"COUNTRY", "Cote d'Ivoire", "CI", "ok"},
    {"COUNTRY", "Cote d Ivoire", "CI", "ok"},
    {"COUNTRY", "U.K.", "GB", "ok"},
    {"COUNTRY", "uk", "GB", "ok"},
    {"COUNTRY", "United States of America", "US", "ok"},
    {"COUNTRY", "NA", "NA", "ok"},
    {"COUNTRY", "Atlantis", null, "failed"},
  };

  @Test
  void textsBecomeWhatTheirFormsSay() {
    List<Column> columns = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String[] row : ROWS) {
      List<Normaliser> forms = Arrays.stream(row[0].split(",")).map(Normaliser::valueOf).toList();
      Cleaning cleaning =
          new Cleaning(new ColumnCleaning(forms, "DE", Expectation.Action.WARN), null);
      Column text = lit(row[1]).cast("string");
      columns.add(cleaning.clean(text).as("c" + columns.size()));
      columns.add(cleaning.failed(text).as("f" + columns.size()));
      expected.add("%s %s: %s %s".formatted(row[0], row[1], row[2], row[3]));
    }
    Row result = TestLake.spark().range(1).select(columns.toArray(Column[]::new)).first();
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < ROWS.length; i++) {
      String outcome = result.getBoolean(2 * i + 1) ? "failed" : "ok";
      actual.add(
          "%s %s: %s %s".formatted(ROWS[i][0], ROWS[i][1], result.getString(2 * i), outcome));
    }
    assertThat(actual).containsExactlyElementsOf(expected);
  }

  @Test
  void castsFailByValueAndNotAsAWhole() {
    Cleaning amount =
        new Cleaning(
            new ColumnCleaning(
                List.of(Normaliser.NULL_TOKENS), null, Expectation.Action.QUARANTINE),
            "decimal(6,2)");
    List<String> rows =
        TestLake.spark()
            .createDataset(Arrays.asList("12.5", "n/a", "many", null, "99999"), Encoders.STRING())
            .select(amount.clean(col("value")), amount.failed(col("value")))
            .collectAsList()
            .stream()
            .map(row -> row.mkString("|"))
            .toList();
    assertThat(rows)
        .containsExactly("12.50|false", "null|false", "null|true", "null|false", "null|true");
    assertThat(amount.canFail()).isTrue();
    assertThat(new Cleaning(null, null).canFail()).isFalse();
  }
}
