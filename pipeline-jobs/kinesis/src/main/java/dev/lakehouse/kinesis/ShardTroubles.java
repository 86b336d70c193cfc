package dev.lakehouse.kinesis;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is in the way of single shards while the others are read. */
final class ShardTroubles {
  private final SortedMap<String, Trouble> troubles = new TreeMap<>();

  void failed(String shard, Trouble why) {
    troubles.put(shard, why);
  }

  void healed(String shard) {
    troubles.remove(shard);
  }

  /** Others read the rest. */
  void keepOnly(Set<String> shards) {
    troubles.keySet().retainAll(shards);
  }

  boolean has(String shard) {
    return troubles.containsKey(shard);
  }

  /** One for all, first what somebody has to change; null: nothing is in the way. */
  Trouble first() {
    return troubles.entrySet().stream()
        .min(
            Comparator.comparing(
                (Map.Entry<String, Trouble> entry) -> !entry.getValue().isForUsers()))
        .map(entry -> told(entry.getKey(), entry.getValue()))
        .orElse(null);
  }

  private Trouble told(String shard, Trouble why) {
    int others = troubles.size() - 1;
    String more = others == 0 ? "" : " (and %d more)".formatted(others);
    return new Trouble(
        why.reason(), "%s%s can't be read: %s".formatted(shard, more, why.message()));
  }
}
