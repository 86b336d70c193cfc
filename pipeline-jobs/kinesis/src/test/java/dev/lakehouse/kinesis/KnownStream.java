package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.source.KinesisClients;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.RunPlan;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * A stream whose records are numbered from 0 on, each key's in its order, so that a table can be
 * compared with it whatever its size.
 */
final class KnownStream implements AutoCloseable {
  private static final int KEYS = 997;
  private static final int PER_CALL = 250;

  private final String name;
  private final KinesisClient client;
  private final Random random = new Random(11);
  private volatile int count;

  KnownStream(RunPlan.Lake lake, String name, int shards) {
    this.name = name;
    this.client = KinesisClients.open(lake);
    client.createStream(request -> request.streamName(name).shardCount(shards));
    client.waiter().waitUntilStreamExists(request -> request.streamName(name));
  }

  int count() {
    return count;
  }

  void put(int records) {
    for (int left = records; left > 0; left -= PER_CALL) {
      int size = Math.min(left, PER_CALL);
      List<PutRecordsRequestEntry> entries = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        entries.add(entry(count + i));
      }
      PutRecordsResponse response =
          client.putRecords(request -> request.streamName(name).records(entries));
      assertThat(response.failedRecordCount()).isZero();
      count += size;
    }
  }

  private static PutRecordsRequestEntry entry(int id) {
    String payload = "{\"id\":%d,\"text\":\"t%d\"}".formatted(id, id);
    return PutRecordsRequestEntry.builder()
        .partitionKey("key-" + id % KEYS)
        .data(SdkBytes.fromString(payload, StandardCharsets.UTF_8))
        .build();
  }

  /** Splits the open shard with the widest range in two. */
  void split() {
    Shard widest = open().stream().max(Comparator.comparing(KnownStream::width)).orElseThrow();
    BigInteger middle = start(widest).add(width(widest).divide(BigInteger.TWO));
    client.splitShard(
        request ->
            request
                .streamName(name)
                .shardToSplit(widest.shardId())
                .newStartingHashKey(middle.toString()));
  }

  /** Merges two open shards that lie side by side. */
  void merge() {
    List<Shard> open = open().stream().sorted(Comparator.comparing(KnownStream::start)).toList();
    int index = random.nextInt(open.size() - 1);
    client.mergeShards(
        request ->
            request
                .streamName(name)
                .shardToMerge(open.get(index).shardId())
                .adjacentShardToMerge(open.get(index + 1).shardId()));
  }

  private List<Shard> open() {
    return client.listShards(request -> request.streamName(name)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .toList();
  }

  private static BigInteger start(Shard shard) {
    return new BigInteger(shard.hashKeyRange().startingHashKey());
  }

  private static BigInteger width(Shard shard) {
    return new BigInteger(shard.hashKeyRange().endingHashKey()).subtract(start(shard));
  }

  /** The table holds each record once, and {@code _sequence} gives each key's in their order. */
  void assertSameAs(RunPlan.Lake lake, String table) {
    BigInteger[] sequences = new BigInteger[count];
    TableReader.each(
        lake,
        table,
        row -> {
          int id = Math.toIntExact((Long) row.get("id"));
          assertThat(sequences[id]).as("record %d is there twice", id).isNull();
          sequences[id] = new BigInteger((String) row.get("_sequence"));
        });
    assertThat(Arrays.stream(sequences).filter(Objects::isNull).count())
        .as("records lost")
        .isZero();
    for (int id = KEYS; id < count; id++) {
      assertThat(sequences[id])
          .as("order of key %d", id % KEYS)
          .isGreaterThan(sequences[id - KEYS]);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
