package dev.lakehouse.kinesis;

import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.kinesis.source.KinesisClients;
import dev.lakehouse.plan.ConsumerSettings;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** A stream in the emulator, what was put into it, and the plan that reads it into a folder. */
final class TestStream implements AutoCloseable {
  static final String PUT_GOOD = "{\"id\":%d,\"text\":\"t%d\"}";
  private static final int PER_CALL = 50;

  private final Path folder;
  private final String name;
  private final RunPlan.Lake lake;
  private final KinesisClient client;
  private int next;

  /** What was put, as {@code shard/sequence}: what is JSON, and what is not. */
  final Set<String> good = new ConcurrentSkipListSet<>();

  final Set<String> bad = new ConcurrentSkipListSet<>();

  /** With a lake in that folder. */
  TestStream(MotoServer moto, Path folder, String name, int shards) {
    this(moto, folder, folder.toString(), name, shards);
  }

  /** With a lake at that root; the folder keeps the plan. */
  TestStream(MotoServer moto, Path folder, String root, String name, int shards) {
    this.folder = folder;
    this.name = name;
    this.lake = new RunPlan.Lake(root, "us-east-1", null, endpoints(moto));
    this.client = KinesisClients.open(lake);
    client.createStream(request -> request.streamName(name).shardCount(shards));
    client.waiter().waitUntilStreamExists(request -> request.streamName(name));
  }

  static RunPlan.Endpoints endpoints(MotoServer moto) {
    return new RunPlan.Endpoints(moto.url(), moto.url(), null);
  }

  /** Puts records, one in twenty of them broken. */
  void put(int count) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    List<Boolean> isGood = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = next++;
      isGood.add(id % 20 != 7);
      String payload = id % 20 == 7 ? "{\"id\":" + id : PUT_GOOD.formatted(id, id);
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey("key-" + id)
              .data(SdkBytes.fromUtf8String(payload))
              .build());
      if (entries.size() == PER_CALL || i == count - 1) {
        send(entries, isGood);
      }
    }
  }

  private void send(List<PutRecordsRequestEntry> entries, List<Boolean> isGood) {
    var results = client.putRecords(request -> request.streamName(name).records(entries)).records();
    for (int i = 0; i < results.size(); i++) {
      String id = results.get(i).shardId() + "/" + results.get(i).sequenceNumber();
      (isGood.get(i) ? good : bad).add(id);
    }
    entries.clear();
    isGood.clear();
  }

  /** Writes the plan's file. */
  Path plan(long commitIntervalMillis) {
    return plan(lake, name, folder, commitIntervalMillis);
  }

  /** Writes the file of a plan that reads that stream into {@code bronze.orders} of a lake. */
  static Path plan(RunPlan.Lake lake, String name, Path folder, long commitIntervalMillis) {
    ConsumerSettings.Start start =
        new ConsumerSettings.Start(ConsumerSettings.StartFrom.TRIM_HORIZON, null);
    return plan(lake, name, folder, start, commitIntervalMillis);
  }

  static Path plan(
      RunPlan.Lake lake,
      String name,
      Path folder,
      ConsumerSettings.Start start,
      long commitIntervalMillis) {
    TableName output = TableName.of("bronze.orders");
    List<Step.ColumnType> columns =
        List.of(new Step.ColumnType("id", "bigint"), new Step.ColumnType("text", "string"));
    Step.Kinesis step =
        new Step.Kinesis(
            "bronze.orders",
            List.of(),
            output,
            name,
            new ConsumerSettings(
                start,
                new ConsumerSettings.CommitWhen(commitIntervalMillis, 100_000, 16 << 20, 128 << 20),
                ConsumerSettings.OnDataLoss.STOP,
                Duration.ofMinutes(15).toMillis(),
                null),
            Decoding.json(columns));
    RunPlan plan =
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            new RunPlan.PlanOwner("DataSource", "crm", "orders"),
            lake,
            List.of(),
            List.of(step));
    try {
      return Files.writeString(
          folder.resolve("plan-" + commitIntervalMillis + ".json"), PlanCodec.toJson(plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String table() {
    return lake.root() + "/bronze/orders";
  }

  String deadLetters() {
    return lake.root() + "/bronze/orders_dead";
  }

  RunPlan.Lake lake() {
    return lake;
  }

  @Override
  public void close() {
    client.close();
  }
}
