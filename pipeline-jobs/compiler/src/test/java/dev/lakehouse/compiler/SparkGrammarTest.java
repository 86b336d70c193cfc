package dev.lakehouse.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkGrammarTest {
  private static List<String> tables(String sql) {
    ParsedSql parsed = SparkGrammar.query(sql);
    assertThat(parsed.problems()).isEmpty();
    return parsed.tables().stream().map(ParsedSql.TableReference::text).toList();
  }

  @Test
  void tablesAreFoundWhereverAQueryNamesThem() {
    assertThat(
            tables(
                """
                SELECT a.id, (SELECT max(x) FROM gold.peaks) AS peak
                FROM silver.a a JOIN `silver`.`b` USING (id)
                WHERE EXISTS (SELECT 1 FROM bronze.c WHERE c.id = a.id)
                UNION ALL TABLE gold.old
                """))
        .containsExactly("gold.peaks", "silver.a", "silver.b", "bronze.c", "gold.old");
  }

  @Test
  void commonTableExpressionsAreNoTables() {
    assertThat(
            tables(
                "WITH recent AS (SELECT * FROM silver.orders), best AS (SELECT * FROM recent)"
                    + " SELECT * FROM best JOIN Recent USING (id)"))
        .containsExactly("silver.orders");
  }

  @Test
  void aCommonTableExpressionIsSeenOnlyWithinItsQuery() {
    assertThat(tables("SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) JOIN x"))
        .containsExactly("x");
    assertThat(tables("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a"))
        .containsExactly("b");
    assertThat(
            tables(
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r"))
        .isEmpty();
  }

  @Test
  void functionsAndValuesAreNoTables() {
    assertThat(tables("SELECT * FROM range(10), VALUES (1), explode(array(1, 2))")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT id FORM silver.a | syntax error at line 1, column 16: unexpected 'silver'",
        "SELECT count(*  | syntax error at line 1, column 15: the text ends too early",
        "DROP TABLE silver.a | line 1, column 1: is not a query",
        "SELECT 1; SELECT 2 | syntax error at line 1, column 11: unexpected 'SELECT'",
        "SELECT * FROM silver.a-b | line 1, column 22: 'a-b' is not a name",
        "SELECT * FROM IDENTIFIER('silver.a') | can't be followed to a table",
        "SELECT * FROM silver.a VERSION AS OF 3 | line 1, column 24: a version can't be named",
      })
  void whatIsNoQueryIsRefusedWithItsPlace(String sql, String problem) {
    assertThat(SparkGrammar.query(sql).problems())
        .singleElement()
        .asString()
        .contains(problem.strip());
  }

  @Test
  void linesAreCounted() {
    assertThat(SparkGrammar.query("SELECT a,\n       b c d\nFROM silver.a").problems())
        .containsExactly("syntax error at line 2, column 12: unexpected 'd'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amount > 0",
        "to_utc_timestamp(ordered_at, 'Europe/Vienna')",
        "status IN ('O', 'F') AND comment NOT LIKE '%x%'",
        "transform(items, i -> i.price * (1 - i.discount))",
        "CAST(a AS decimal(12,2))"
      })
  void expressionsPass(String expression) {
    assertThat(SparkGrammar.expression(expression).problems()).isEmpty();
  }

  @Test
  void anExpressionCanNotReadATable() {
    assertThat(SparkGrammar.expression("id IN (SELECT id FROM silver.a)").problems())
        .singleElement()
        .asString()
        .contains("line 1, column 8: a subquery can't stand here");
    assertThat(SparkGrammar.expression("amount >").problems()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "string",
        "DECIMAL(12,2)",
        "timestamp_ntz",
        "array<struct<a:int,b:string>>",
        "map<string,double>",
        "bigint",
        "varchar(10)",
        "binary",
        "boolean"
      })
  void typesPass(String type) {
    assertThat(SparkGrammar.dataType(type).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"strng", "number", "decimal(12", "array<txt>", ""})
  void whatIsNoTypeIsRefused(String type) {
    assertThat(SparkGrammar.dataType(type).problems()).isNotEmpty();
  }

  @Test
  void theCacheForgetsWhatWasAskedForLongestAgo() {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(2);
    cache.get(1, key -> 10);
    cache.get(2, key -> 20);
    assertThat(cache.get(1, key -> 11)).isEqualTo(10);
    cache.get(3, key -> 30);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get(2, key -> 21)).isEqualTo(21);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a FROM t ORDER BY a OFFSET 2|which rows OFFSET leaves depends on all of them (line 1, column 35)",
        "SELECT a FROM t WHERE b IN (SELECT c FROM u LIMIT 1)|which rows LIMIT leaves depends on all of them (line 1, column 51)",
        "SELECT a FROM t TABLESAMPLE (10 ROWS)|a sample has other rows each time (line 1, column 17)",
        "SELECT a, current_date AS d FROM t|current_date gives another answer on every run (line 1, column 11)",
        "SELECT a FROM t WHERE b > NOW()|now() gives another answer on every run (line 1, column 27)",
        "SELECT uuid() AS a, rand() AS b|uuid() gives another answer on every run (line 1, column 8)",
      })
  void whatCanOnlyBeAskedInFullIsSeen(String sql, String why) {
    assertThat(SparkGrammar.query(sql).fullOnly()).isEqualTo(why);
  }

  @Test
  void aSteadyQueryHasNothingAgainstIt() {
    assertThat(SparkGrammar.query("SELECT sum(a) OVER (PARTITION BY b) FROM t").fullOnly())
        .isNull();
  }
}
