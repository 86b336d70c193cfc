package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.evolving;
import static dev.lakehouse.spark.Steps.files;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From change events of a database in files to a silver table that is that database's. */
class DebeziumFilesTest {
  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");

  private Step.Files bronze(String... more) {
    List<String> columns = new ArrayList<>(List.of(more));
    columns.addAll(List.of("_op string", "_source_ts timestamp", "_source_position string"));
    return evolving(
        files("t", drop.toString(), "debezium", Map.of(), columns.toArray(String[]::new)),
        Evolution.ADD_COLUMNS);
  }

  private static String event(String op, int id, Integer value, long lsn) {
    String row = "{\"id\":%d,\"v\":%s}".formatted(id, value);
    boolean gone = op.equals("d");
    return "{\"schema\":null,\"payload\":{\"op\":\"%s\",\"before\":%s,\"after\":%s,\"ts_ms\":5,\"source\":{\"connector\":\"postgresql\",\"lsn\":%d,\"ts_ms\":%d}}}"
        .formatted(op, gone ? "{\"id\":%d}".formatted(id) : "null", gone ? "null" : row, lsn, lsn);
  }

  private static Step.Silver silverTable() {
    return keeping(
        silver("t", "bronze.t", List.of("id"), "_source_position"),
        Step.History.TYPE1,
        "_op = 'd'",
        false);
  }

  @Test
  void eventsBecomeRowsAndWhatIsNoneIsKept() throws IOException {
    Files.createDirectories(drop);
    Files.writeString(
        drop.resolve("a.json"),
        String.join(
            "\n",
            event("r", 1, 10, 100),
            "null",
            event("d", 1, null, 200),
            "{\"op\":\"t\",\"source\":{}}",
            "{\"id\":9}",
            ""));
    lake.run(1L, bronze()).ok();
    assertThat(
            lake.values(
                "bronze.t", "id", "v", "_op", "_source_position", "unix_millis(_source_ts)"))
        .containsExactly("1|10|r|00000000000000000100|100", "1|null|d|00000000000000000200|200");
    assertThat(lake.values("bronze.t_dead", "_line")).containsExactly("4", "5");
  }

  /** Any changes, in any order and number, over any files and runs. */
  @Test
  void silverIsTheDatabaseWhateverTheOrderOfTheEvents() throws IOException {
    Random random = new Random(3);
    Files.createDirectories(drop);
    Map<Integer, Integer> database = new TreeMap<>();
    List<String> events = new ArrayList<>();
    for (long lsn = 1; lsn <= 60; lsn++) {
      int id = random.nextInt(8);
      if (database.containsKey(id) && random.nextInt(3) == 0) {
        database.remove(id);
        events.add(event("d", id, null, lsn * 7));
      } else {
        int value = random.nextInt(100);
        events.add(event(database.put(id, value) == null ? "c" : "u", id, value, lsn * 7));
      }
    }
    for (int i = 0; i < 10; i++) {
      events.add(events.get(random.nextInt(events.size())));
    }
    Collections.shuffle(events, random);
    int from = 0;
    for (int run = 1; run <= 3; run++) {
      int to = run == 3 ? events.size() : from + 1 + random.nextInt(25);
      Files.writeString(
          drop.resolve(run + ".json"), String.join("\n", events.subList(from, to)) + "\n");
      from = to;
      lake.run((long) run, bronze("id int", "v int")).ok();
      lake.run((long) run, silverTable()).ok();
    }
    List<String> expected = new ArrayList<>();
    database.forEach((id, value) -> expected.add(id + "|" + value));
    assertThat(lake.values("silver.t", "id", "v")).isEqualTo(expected);
  }
}
