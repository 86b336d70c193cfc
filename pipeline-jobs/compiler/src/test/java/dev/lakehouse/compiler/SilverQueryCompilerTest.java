package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Specs.messages;
import static dev.lakehouse.compiler.Specs.pipeline;
import static dev.lakehouse.compiler.Specs.plan;
import static dev.lakehouse.compiler.Specs.source;
import static dev.lakehouse.compiler.Specs.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Silver tables with a query over their new rows. */
class SilverQueryCompilerTest {

  private static Compilation compile(String fields) {
    MedallionPipeline pipeline =
        pipeline(
            "p",
            "silver:\n"
                + "  - {name: customers, from: bronze.customers, keys: [id]}\n"
                + "  - {name: orders, from: bronze.orders, keys: [id], "
                + fields
                + "}");
    return PlanCompiler.compile(
        pipeline, workspace(pipeline, source("orders"), source("customers")));
  }

  private static Compilation query(String sql) {
    return compile("sql: \"" + sql + "\"");
  }

  @Test
  void whatIsLookedUpIsInTheGraph() {
    Step.Silver step =
        (Step.Silver)
            plan(query(
                    "SELECT i.*, c.country FROM input i LEFT JOIN silver.Customers c USING (id)"))
                .steps()
                .get(1);
    assertThat(step.id()).isEqualTo("silver.orders");
    assertThat(step.dependsOn()).containsExactly("silver.customers");
    assertThat(step.inputs())
        .extracting(TableName::toString)
        .containsExactly("bronze.orders", "silver.customers");
    assertThat(step.query().lookups()).containsExactly(TableName.of("silver.customers"));
    assertThat(step.query().onLookupChange()).isEqualTo(SilverQuery.OnLookupChange.REBUILD);
    assertThat(messages(query("SELECT i.* FROM input i JOIN silver.orders o USING (id)")))
        .anyMatch(text -> text.contains("made from each other in a circle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM input",
        "SELECT i.id, e FROM input i LATERAL VIEW explode(i.l) t AS e WHERE i.id > 0",
        "SELECT i.* FROM (SELECT * FROM input WHERE id > 0) i CROSS JOIN bronze.customers",
        "WITH c AS (SELECT id, max(at) AS at FROM bronze.customers GROUP BY id LIMIT 5)"
            + " SELECT i.*, c.at FROM input i LEFT JOIN c USING (id)",
        "SELECT i.* FROM bronze.customers c RIGHT JOIN input i USING (id)",
        "SELECT i.* FROM input i LEFT ANTI JOIN bronze.customers USING (id)",
        "SELECT i.*, (SELECT max(c.at) FROM bronze.customers c) AS m FROM input i",
        "SELECT i.* FROM input i LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n"
            + " FROM bronze.customers) c USING (id)",
        "SELECT i.* FROM input i WHERE EXISTS (SELECT 1 FROM bronze.customers c WHERE c.id ="
            + " i.id)"
      })
  void queriesThatTreatNewRowsOneByOneAreLetIn(String sql) {
    assertThat(messages(query(sql))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 AS id|does not read the new rows",
        "SELECT a.id FROM input a JOIN input b USING (id)|line 1, column 31: reads input a second",
        "SELECT id, count(*) FROM input GROUP BY id|line 1, column 32: groups new rows",
        "SELECT DISTINCT id FROM input|line 1, column 8: compares new rows",
        "SELECT id FROM input HAVING true|groups new rows",
        "SELECT id, row_number() OVER (ORDER BY id) FROM input|has a window over new rows",
        "SELECT id FROM input LIMIT 3|takes some of the new rows",
        "SELECT id FROM input UNION ALL SELECT id FROM bronze.customers|alsoFrom",
        "WITH i AS (SELECT * FROM input) SELECT * FROM i|reads input in WITH",
        "SELECT c.* FROM bronze.customers c LEFT JOIN input i USING (id)|which depends on the run",
        "SELECT c.* FROM input i RIGHT JOIN bronze.customers c USING (id)|which depends on the run",
        "SELECT c.* FROM input i FULL JOIN bronze.customers c USING (id)|which depends on the run",
        "SELECT * FROM bronze.customers WHERE id IN (SELECT id FROM input)|within an expression",
        "SELECT id FROM (SELECT id FROM input LIMIT 1) i|takes some of the new rows",
        "SELECT i.id FROM input i JOIN silver.customer c USING (id)|no table silver.customer (did",
        "SELECT i.id FROM input i JOIN other c USING (id)|there is no table other",
        "SELECT id FROM (|the text ends too early"
      })
  void othersAreRefusedWithThePlaceAndWhatToDo(String sql, String says) {
    assertThat(messages(query(sql)))
        .singleElement()
        .asString()
        .startsWith("spec.silver[1].sql: ")
        .contains(says);
  }

  @Test
  void rowsAreKeptAsTheyWereOnlyWhereTheyAreAdded() {
    String sql = "sql: SELECT * FROM input, onLookupChange: Keep";
    assertThat(messages(compile(sql))).isEmpty();
    for (String fields : List.of("onLookupChange: Keep", sql + ", input: ChangeFeed")) {
      assertThat(messages(compile(fields)))
          .singleElement()
          .asString()
          .startsWith("spec.silver[1].onLookupChange: Keep goes with sql");
    }
  }
}
