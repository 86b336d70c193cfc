package dev.lakehouse.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TableGraphTest {
  private static TableName gold(int number) {
    return TableName.of("gold.t" + number);
  }

  private static TableGraph graph(String... edges) {
    Map<TableName, List<TableName>> inputs = new HashMap<>();
    for (String edge : edges) {
      String[] ends = edge.split(" reads ");
      List<TableName> reads =
          ends.length == 1
              ? List.of()
              : Arrays.stream(ends[1].split(",")).map(TableName::of).toList();
      inputs.put(TableName.of(ends[0]), reads);
    }
    return TableGraph.reachableFrom(
        inputs.keySet(), table -> inputs.getOrDefault(table, List.of()));
  }

  @Example
  void inputsComeFirstAndTiesGoByName() {
    assertThat(
            graph("gold.b", "gold.a reads silver.z", "silver.z reads bronze.q", "gold.c").order())
        .extracting(TableName::toString)
        .containsExactly("bronze.q", "silver.z", "gold.a", "gold.b", "gold.c");
  }

  @Example
  void aCircleIsShownByItsShortestWay() {
    TableGraph graph =
        graph(
            "silver.a reads gold.b,gold.c",
            "gold.b reads gold.d",
            "gold.d reads silver.a",
            "gold.c reads silver.a");
    assertThat(graph.hasCircle()).isTrue();
    assertThat(graph.circleThrough(TableName.of("silver.a")))
        .extracting(TableName::toString)
        .containsExactly("silver.a", "gold.c", "silver.a");
  }

  @Example
  void aTableThatReadsItselfIsACircle() {
    assertThat(graph("silver.a reads silver.a").circleThrough(TableName.of("silver.a"))).hasSize(2);
  }

  @Example
  void aTableBehindACircleIsInNone() {
    TableGraph graph = graph("gold.x reads silver.a", "silver.a reads silver.a");
    assertThat(graph.circleThrough(TableName.of("gold.x"))).isEmpty();
  }

  @Property(tries = 200)
  void everyTableComesAfterItsInputsInWhateverOrderTheyAreDeclared(
      @ForAll @IntRange(min = 1, max = 40) int size, @ForAll long seed) {
    Random random = new Random(seed);
    Map<TableName, List<TableName>> inputs = new HashMap<>();
    for (int i = 0; i < size; i++) {
      int table = i;
      inputs.put(
          gold(table),
          IntStream.range(0, table)
              .filter(input -> random.nextInt(4) == 0)
              .mapToObj(TableGraphTest::gold)
              .toList());
    }
    List<TableName> declared = new ArrayList<>(inputs.keySet());
    java.util.Collections.shuffle(declared, random);
    List<TableName> order = TableGraph.reachableFrom(declared, inputs::get).order();
    assertThat(order).hasSize(size);
    inputs.forEach(
        (table, reads) ->
            assertThat(reads).allMatch(input -> order.indexOf(input) < order.indexOf(table)));
    assertThat(order).isEqualTo(TableGraph.reachableFrom(inputs.keySet(), inputs::get).order());
  }
}
