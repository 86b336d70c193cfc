package dev.lakehouse.spark.silver;

import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SaveMode;

/** A table of ids and amounts that is merged, overwritten and deleted from at random. */
final class ChangingTable {
  private final TestLake lake;
  private final String name;
  private final Random random;
  private final Map<Integer, Integer> state = new TreeMap<>();

  ChangingTable(TestLake lake, String name, Random random) {
    this.lake = lake;
    this.name = name;
    this.random = random;
  }

  /** Its rows. */
  Map<Integer, Integer> rows() {
    return state;
  }

  private String path() {
    return lake.table(name).path();
  }

  private static String values(Map<Integer, Integer> rows) {
    return rows.entrySet().stream()
        .map(row -> "(%d, %d)".formatted(row.getKey(), row.getValue()))
        .collect(Collectors.joining(", ", "VALUES ", " AS s(id, amount)"));
  }

  private int amount() {
    return random.nextInt(40) - 8;
  }

  private Map<Integer, Integer> some(int from, int count) {
    List<Integer> ids = new ArrayList<>(IntStream.range(from, from + 30).boxed().toList());
    Collections.shuffle(ids, random);
    Map<Integer, Integer> rows = new TreeMap<>();
    ids.subList(0, count).forEach(id -> rows.put(id, amount()));
    return rows;
  }

  /** Replaces all rows; the table's id stays. */
  void overwrite() {
    state.clear();
    state.putAll(some(0, 20));
    TestLake.sql("SELECT * FROM " + values(state))
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .save(path());
  }

  private void merge() {
    Map<Integer, Integer> rows = some(0, 8);
    TestLake.sql(
        "MERGE INTO delta.`%s` t USING (SELECT * FROM %s) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
            .formatted(path(), values(rows)));
    state.putAll(rows);
  }

  private void delete() {
    int rest = random.nextInt(5);
    TestLake.sql("DELETE FROM delta.`%s` WHERE id %% 5 = %d".formatted(path(), rest));
    state.keySet().removeIf(id -> id % 5 == rest);
  }

  private void update() {
    int rest = random.nextInt(4);
    TestLake.sql(
        "UPDATE delta.`%s` SET amount = -amount WHERE id %% 4 = %d".formatted(path(), rest));
    state.replaceAll((id, amount) -> id % 4 == rest ? -amount : amount);
  }

  private void rewrite() {
    TestLake.sql("OPTIMIZE delta.`%s`".formatted(path()));
  }

  /** Changes it in one commit, or writes its files anew. */
  void change() {
    switch (random.nextInt(9)) {
      case 0 -> overwrite();
      case 1, 2 -> delete();
      case 3, 4 -> update();
      case 5 -> rewrite();
      default -> merge();
    }
  }
}
