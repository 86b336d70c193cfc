package dev.lakehouse.spark.upkeep;

import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.delta.Pins;
import dev.lakehouse.spark.environment.Clones;
import dev.lakehouse.spark.environment.Environment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadersTest {
  private final TestLake lake = TestLake.create();
  private final Step orders = silver("orders", "bronze.orders", List.of("id"), "at");

  private void bronze(int id) {
    lake.bronze("bronze.orders", TestLake.sql("SELECT " + id + " AS id, 1 AS at"));
  }

  private Optional<Readers.Late> latest(String table) {
    StepContext context = new StepContext(TestLake.spark(), lake.context(null, orders), new Pins());
    return Readers.in(context).latest(lake.table(table), lake.version(table));
  }

  @Test
  void anEnvironmentNeedsTheFilesThatItsClonesName() {
    bronze(1);
    lake.run(1L, orders).ok();
    new Clones(
            TestLake.spark(),
            new Environment(lake.root(), "feature", Set.of(TableName.of("silver.orders"))))
        .make();
    assertThat(latest("silver.orders")).as("the clone is of the newest version").isEmpty();

    bronze(2);
    lake.run(2L, orders).ok();

    assertThat(latest("silver.orders").orElseThrow().reader())
        .isEqualTo("silver.orders of the environment feature");
    assertThat(latest("silver.orders").orElseThrow().version()).isZero();
    assertThat(latest("bronze.orders").orElseThrow().reader())
        .as("what the clone was made from has been read up to then")
        .isEqualTo("silver.orders of the environment feature");
  }
}
