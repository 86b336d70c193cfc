package dev.lakehouse.spark.ledger;

import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final StructType NUMBERS = StructType.fromDDL("n bigint");

  private final TestLake lake = TestLake.create();

  private Ledger ledger() {
    return Ledger.of(TestLake.spark(), lake.root(), "numbers");
  }

  private static List<Row> number(long n) {
    return List.of(RowFactory.create(n));
  }

  private Dataset<Row> rows(String name) {
    return TestLake.spark().read().format("delta").load(lake.root() + "/_lakehouse/" + name);
  }

  @Test
  void anEntryStandsThereOnceHoweverOftenItIsWritten() {
    ledger().append("a/1", number(1), NUMBERS);
    ledger().append("a/1", number(1), NUMBERS);
    ledger().append("a/2", number(2), NUMBERS);
    ledger().append("a/1", number(1), NUMBERS);
    ledger().append("a/3", List.of(), NUMBERS);
    assertThat(rows("numbers").orderBy("n").collectAsList())
        .containsExactly(RowFactory.create(1L), RowFactory.create(2L));
  }

  @Test
  void columnsAreAddedAsTheyCome() {
    ledger().append("a", number(1), NUMBERS);
    ledger()
        .append("b", List.of(RowFactory.create(2L, "x")), StructType.fromDDL("n bigint, s string"));
    assertThat(rows("numbers").orderBy("n").collectAsList())
        .containsExactly(RowFactory.create(1L, null), RowFactory.create(2L, "x"));
  }

  @Test
  void driversThatWriteAtOnceLoseNothingNotEvenWhenTheyMakeTheTable() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<? extends Future<?>> writes =
          IntStream.range(0, 8)
              .mapToObj(n -> threads.submit(() -> ledger().append("e" + n, number(n), NUMBERS)))
              .toList();
      for (Future<?> write : writes) {
        write.get(5, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(rows("numbers").count()).isEqualTo(8);
  }

  @Test
  void aRunLeavesARowForEachStepAndAttempt() {
    lake.bronze("bronze.a", sql("SELECT id, id % 7 AS g FROM range(100)"));
    Step good = silver("good", "bronze.a", List.of("id"), "id");
    Step bad = silver("bad", "bronze.none", List.of("id"), "id");
    RunContext run = lake.context(5L, good, bad);
    TestLake.Outcome outcome = lake.run(5L, good, bad);
    RunLedger.record(TestLake.spark(), run, "run-5", 1, outcome.steps());
    RunLedger.record(TestLake.spark(), run, "run-5", 1, outcome.steps());
    RunLedger.record(TestLake.spark(), run, "run-5", 2, lake.run(5L, good, bad).steps());

    Dataset<Row> kept = rows("runs");
    assertThat(
            kept.selectExpr(
                    "concat_ws(' ', owner, run, sequence, attempt, step, state, reason, rows)")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(
            "test run-5 5 1 silver.good Succeeded 100",
            "test run-5 5 1 silver.bad Failed SourceNotFound",
            "test run-5 5 2 silver.good Succeeded 100",
            "test run-5 5 2 silver.bad Failed SourceNotFound");
    Row cost =
        kept.where("step = 'silver.good' AND attempt = 1")
            .selectExpr("rows_read", "bytes_read", "rows_written", "bytes_written", "spill_bytes")
            .first();
    assertThat(cost.getLong(0)).isGreaterThanOrEqualTo(100);
    assertThat(cost.getLong(1)).isPositive();
    assertThat(cost.getLong(2)).isEqualTo(100);
    assertThat(cost.getLong(3)).isPositive();
    assertThat(cost.getLong(4)).isZero();
  }
}
