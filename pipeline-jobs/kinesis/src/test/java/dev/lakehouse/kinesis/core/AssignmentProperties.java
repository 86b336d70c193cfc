package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Balanced, complete, and with no more moves than balance asks for. */
class AssignmentProperties {
  private static List<String> shards(int count) {
    return IntStream.range(0, count).mapToObj("shardId-%012d"::formatted).toList();
  }

  /** Any shares of some of the shards, a few of them claimed twice. */
  private static Map<String, Set<String>> anyHoldings(int replicas, int shards, long seed) {
    Random random = new Random(seed);
    Map<String, Set<String>> holdings = new HashMap<>();
    for (int i = 0; i < replicas; i++) {
      holdings.put("pod-" + (char) ('a' + i), new TreeSet<>());
    }
    List<String> names = List.copyOf(new TreeSet<>(holdings.keySet()));
    for (String shard : shards(shards + 2)) {
      for (int claims = random.nextInt(3); claims > 0; claims--) {
        holdings.get(names.get(random.nextInt(replicas))).add(shard);
      }
    }
    return holdings;
  }

  private static Map<String, Set<String>> balanced(int replicas, int shards, long seed) {
    return Assignment.of(anyHoldings(replicas, shards, seed), shards(shards));
  }

  @Property(tries = 500)
  void eachShardHasOneReplicaAndNoneHasTwoMoreThanAnother(
      @ForAll @IntRange(min = 1, max = 9) int replicas,
      @ForAll @IntRange(min = 0, max = 40) int shards,
      @ForAll long seed) {
    Map<String, Set<String>> assigned = balanced(replicas, shards, seed);
    List<String> all = new ArrayList<>();
    assigned.values().forEach(all::addAll);
    assertThat(all).containsExactlyInAnyOrderElementsOf(shards(shards));
    assertThat(assigned.values())
        .allSatisfy(
            own ->
                assertThat(own.size())
                    .isBetween(shards / replicas, -Math.floorDiv(-shards, replicas)));
  }

  @Property(tries = 500)
  void whatIsBalancedStays(
      @ForAll @IntRange(min = 1, max = 9) int replicas,
      @ForAll @IntRange(min = 0, max = 40) int shards,
      @ForAll long seed) {
    Map<String, Set<String>> assigned = balanced(replicas, shards, seed);
    assertThat(Assignment.of(assigned, shards(shards))).isEqualTo(assigned);
  }

  @Property(tries = 500)
  void whenOneGoesTheOthersKeepAllTheyHad(
      @ForAll @IntRange(min = 2, max = 9) int replicas,
      @ForAll @IntRange(min = 0, max = 40) int shards,
      @ForAll long seed) {
    Map<String, Set<String>> before = new TreeMap<>(balanced(replicas, shards, seed));
    before.remove("pod-a");
    Map<String, Set<String>> after = Assignment.of(before, shards(shards));
    before.forEach((replica, own) -> assertThat(after.get(replica)).containsAll(own));
  }

  @Property(tries = 500)
  void whenOneComesOnlyItsShareMoves(
      @ForAll @IntRange(min = 1, max = 9) int replicas,
      @ForAll @IntRange(min = 0, max = 40) int shards,
      @ForAll long seed) {
    Map<String, Set<String>> before = new TreeMap<>(balanced(replicas, shards, seed));
    before.put("pod-z", Set.of());
    Map<String, Set<String>> after = Assignment.of(before, shards(shards));
    long moved =
        before.keySet().stream()
            .mapToLong(
                replica ->
                    after.get(replica).stream()
                        .filter(shard -> !before.get(replica).contains(shard))
                        .count())
            .sum();
    assertThat(moved).isEqualTo(after.get("pod-z").size());
    assertThat(moved).isEqualTo(shards / (replicas + 1));
  }
}
