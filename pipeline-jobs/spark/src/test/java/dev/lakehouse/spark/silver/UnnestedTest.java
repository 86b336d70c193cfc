package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.Steps.unnesting;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnnestedTest {
  private final TestLake lake = TestLake.create();

  @BeforeEach
  void orders() {
    lake.bronze(
        "bronze.orders",
        sql(
            "SELECT 1 AS id, from_json('[{\"sku\": \"a\", \"price\": {\"net\": 5}},"
                + " {\"sku\": \"b\"}]', 'array<struct<sku: string, price: struct<net: int>>>')"
                + " AS items, named_struct('city', 'Graz') AS address"
                + " UNION ALL SELECT 2, array(), null"));
  }

  @Test
  void elementsBecomeRowsAndFieldsColumns() {
    Step.Silver plain =
        silver(
            "items",
            "bronze.orders",
            List.of("id", "items_position"),
            null,
            row("priced", QUARANTINE, "items_sku <> 'b' OR items_sku IS NULL"));
    lake.run(1L, unnesting(plain, "items", "items", "items_price", "address")).ok();
    assertThat(lake.rows("silver.items").columns())
        .containsExactly("id", "items_position", "items_sku", "items_price_net", "address_city");
    assertThat(
            lake.values(
                "silver.items",
                "id",
                "items_position",
                "items_sku",
                "items_price_net",
                "address_city"))
        .containsExactly("1|0|a|5|Graz", "2|null|null|null|null");
    assertThat(lake.values("silver.items_quarantine", "_original"))
        .containsExactly(
            "{\"id\":1,\"items_position\":1,\"items_sku\":\"b\",\"address_city\":\"Graz\"}");
  }

  @Test
  void declaredColumnsAreOfTheUnnestedInput() {
    Step.Silver declared =
        silver(
            "cities",
            "bronze.orders",
            List.of(
                new Step.SilverColumn("id", null, null, null),
                new Step.SilverColumn("city", "upper(address_city)", null, null)),
            "address_city IS NOT NULL",
            List.of(),
            null);
    lake.run(1L, unnesting(declared, null, "address")).ok();
    assertThat(lake.values("silver.cities", "id", "city")).containsExactly("1|GRAZ");
  }

  @Test
  void whatCannotBeUnnestedIsNamed() {
    Step.Silver plain = silver("t", "bronze.orders", List.of(), null);
    assertRefused(unnesting(plain, "address"), "explode: address", "not an array");
    assertRefused(unnesting(plain, null, "id"), "flatten: id", "not a struct");
    assertRefused(unnesting(plain, "lines"), "bronze.orders has no such column");
  }

  private void assertRefused(Step.Silver step, String... why) {
    TestLake.Outcome refused = lake.run(1L, step);
    assertThat(refused.failure().orElseThrow().reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(refused.step("silver.t").message()).contains(why);
  }
}
