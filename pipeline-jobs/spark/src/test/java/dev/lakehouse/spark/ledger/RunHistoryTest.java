package dev.lakehouse.spark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RunHistoryTest {

  @Test
  void aLedgerThatCannotBeWrittenNeitherFailsTheRunNorTakesTheOtherAlong() {
    List<String> written = new CopyOnWriteArrayList<>();

    RunHistory.keep(
        Map.of(
            "quality",
            () -> {
              throw new IllegalStateException("no room left");
            },
            "runs",
            () -> written.add("runs")));

    assertThat(written).containsExactly("runs");
  }
}
