package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A stream in memory that splits and merges as Kinesis does. */
final class MemoryStream {
  private static final class Shard {
    final ShardInfo info;
    final List<StreamRecord> records = new ArrayList<>();
    boolean closed;
    boolean expired;

    Shard(ShardInfo info) {
      this.info = info;
    }
  }

  private final Map<String, Shard> shards = new LinkedHashMap<>();
  private long sequence = 1_000;

  /** Every record that was put, as {@code shard/sequence}, by whether it is good. */
  final Set<String> good = new TreeSet<>();

  final Set<String> bad = new TreeSet<>();

  String open(String... parents) {
    String id = "shardId-%012d".formatted(shards.size());
    for (String parent : parents) {
      shards.get(parent).closed = true;
    }
    shards.put(id, new Shard(new ShardInfo(id, List.of(parents))));
    return id;
  }

  /** Retention has dropped that closed shard and all its records. */
  void expire(String id) {
    shards.get(id).expired = true;
  }

  List<String> parents(String id) {
    return shards.get(id).info.parents();
  }

  List<String> openShards() {
    return shards.values().stream()
        .filter(shard -> !shard.closed)
        .map(shard -> shard.info.id())
        .toList();
  }

  void put(String shard, boolean isGood) {
    // Gaps, as the real ones have.
    sequence += 7;
    BigInteger number = BigInteger.valueOf(sequence);
    byte[] data = (isGood ? "good" : "bad").getBytes(StandardCharsets.UTF_8);
    shards.get(shard).records.add(new StreamRecord(number, "key", Instant.EPOCH, data));
    (isGood ? good : bad).add(shard + "/" + number);
  }

  List<ShardInfo> list() {
    return shards.values().stream()
        .filter(shard -> !shard.expired)
        .map(shard -> shard.info)
        .toList();
  }

  Fetched read(String id, Position from, int limit) {
    Shard shard = shards.get(id);
    List<StreamRecord> ahead =
        shard.records.stream().filter(record -> from.isBefore(record.sequence())).toList();
    List<StreamRecord> records = ahead.subList(0, Math.min(limit, ahead.size()));
    boolean ended = shard.closed && records.size() == ahead.size();
    return new Fetched(id, from, records, ended, ahead.size() - records.size());
  }
}
