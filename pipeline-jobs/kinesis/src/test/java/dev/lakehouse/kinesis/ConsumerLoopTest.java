package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.emulators.FaultProxy;
import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.decode.Decoders;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.kinesis.source.KinesisClients;
import dev.lakehouse.kinesis.source.KinesisSource;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import dev.lakehouse.plan.progress.SchemaProgress;
import dev.lakehouse.plan.progress.StreamProgress;
import dev.lakehouse.reporting.Reporters;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop in this process: a source made up for the case, a real Delta table. */
class ConsumerLoopTest {
  @TempDir private Path root;
  private Decoding decoding = Decoding.json(List.of(), Evolution.ADD_COLUMNS);
  private final RecordingReporter reporter = new RecordingReporter();
  private static final Duration EXPIRY = Duration.ofSeconds(1);

  private OnDataLoss onDataLoss = OnDataLoss.STOP;
  private Replicas replicas;
  private ConsumerLoop loop;
  private Thread thread;

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    thread.join();
    replicas.close();
  }

  private void start(StreamSource source, int maxRows) {
    Progress progress =
        new Progress(
            new Metrics(), new Stall(Duration.ofHours(1), Instant.now()), Clock.systemUTC());
    JobArguments alone = JobArguments.of("unused", null, null, null, List.of());
    replicas =
        new Replicas(Reporters.peers(alone, "alone", null, EXPIRY), EXPIRY, () -> true).start();
    Sharing sharing = new Sharing(replicas, progress, Clock.systemUTC());
    CommitPolicy policy = new CommitPolicy(Duration.ofMillis(500), maxRows, 1_000_000, 1_000_000);
    loop =
        new ConsumerLoop(
            () ->
                new Session(
                    ingestion(), source, policy, onDataLoss, sharing, progress, Clock.systemUTC()),
            progress,
            sharing,
            replicas,
            reporter,
            new Heartbeat(),
            Clock.systemUTC());
    thread = new Thread(loop, "loop");
    thread.start();
  }

  private Ingestion ingestion() {
    PayloadRows rows = Decoders.of(decoding);
    return new Ingestion(
        table("orders", rows.layout()),
        table("orders_dead", RowColumns.fixed(DeadLetterColumns.SCHEMA)),
        rows,
        Clock.systemUTC());
  }

  private DeltaTable table(String name, RowColumns columns) {
    Lake lake = new Lake(root.toString(), null, null, Endpoints.AWS);
    return new DeltaTable(
        LakeAccess.engine(lake), root.resolve(name).toString(), columns, "orders", () -> null);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2));
  }

  private List<Object> ids() {
    return TableReader.rows(root.resolve("orders").toString()).stream()
        .map(row -> row.get("id"))
        .toList();
  }

  @Test
  void tellsWhatHoldsItUpAndStillStopsAtOnce() throws Exception {
    Lake nobody =
        new Lake("unused", "us-east-1", null, new Endpoints(null, "http://127.0.0.1:1", null));
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    start(new KinesisSource(KinesisClients.open(nobody), "orders"), 1_000);
    patiently()
        .untilAsserted(
            () ->
                assertThat(reporter.told)
                    .anyMatch(status -> "SourceUnreachable".equals(status.reason())));
    assertThat(reporter.last().message()).contains("'orders'");
    assertThat(thread.isAlive()).isTrue();
  }

  /** The service's errors for one shard, over HTTP; the other's records come all the same. */
  @Test
  void aShardThatAnswersWithErrorsHoldsUpNoOther() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try (MotoServer moto = MotoServer.start();
        FaultProxy proxy = new FaultProxy(moto.url(), 1);
        TestStream stream = new TestStream(moto, root, "orders", 2)) {
      proxy.refuse("shardId-000000000001");
      Lake lake = new Lake("unused", "us-east-1", null, new Endpoints(null, proxy.url(), null));
      start(new KinesisSource(KinesisClients.open(lake), "orders"), 1_000);
      for (int i = 1; i <= 3; i++) {
        stream.put(50);
        patiently().until(() -> ids().size() == good(stream, "shardId-000000000000"));
        int refusals = proxy.refusals();
        patiently().until(() -> proxy.refusals() > refusals);
      }
      patiently().until(() -> "SourceUnreachable".equals(reporter.last().reason()));
      assertThat(reporter.last().message()).contains("shardId-000000000001", "500", "Trying again");
      proxy.refuse(null);
      patiently().until(() -> ids().size() == stream.good.size());
      assertThat(ids()).doesNotHaveDuplicates();
      patiently().until(() -> reporter.last().reason() == null);
    }
  }

  private static long good(TestStream stream, String shard) {
    return stream.good.stream().filter(id -> id.startsWith(shard)).count();
  }

  @Test
  void readsASplitShardsChildrenAfterItAndReportsTheWorstShards() {
    start(new SplitStream(7), 1_000);
    patiently().untilAsserted(() -> assertThat(ids()).hasSize(2 + 7));
    patiently().untilAsserted(() -> assertThat(reporter.last().rows()).isEqualTo(9));
    assertThat(reporter.last().shards()).hasSize(5);
    assertThat(reporter.last().shards().get(0).millisBehindLatest()).isEqualTo(6);
    assertThat(reporter.last().millisBehindLatest()).isEqualTo(6);
    assertThat(reporter.last().shardCount()).isEqualTo(7);
    assertThat(reporter.last().deadLetters()).isZero();
    assertThat(reporter.last().reason()).isNull();
    assertThat(reporter.last().lastCommitTime()).isNotNull();
  }

  @Test
  void givesEachOfManyShardsItsTurnWithASmallBuffer() {
    start(new SplitStream(300), 60);
    patiently().untilAsserted(() -> assertThat(ids()).hasSize(2 + 300));
  }

  @Test
  void stopsBeforeTheRecordThatDoesNotFitWhereTheUserWantsThat() {
    decoding = Decoding.json(List.of(new ColumnType("id", "string")), Evolution.FAIL);
    List<String> payloads = List.of("{\"id\":\"a\"}", "{\"id\":\"b\",\"email\":\"x@y\"}", "{}");
    start(new OneShard(payloads), 1_000);
    patiently()
        .untilAsserted(
            () ->
                assertThat(reporter.told)
                    .anyMatch(status -> "DataInvalid".equals(status.reason())));
    assertThat(reporter.last().message())
        .contains("The record 2 of shardId-000000000000", "Fail")
        .doesNotContain("email")
        .doesNotContain("x@y");
    assertThat(ids()).containsExactly("a");
    assertThat(reporter.last().rows()).isEqualTo(1);
    assertThat(TableReader.rows(root.resolve("orders_dead").toString())).isEmpty();
  }

  @Test
  void reportsTheColumnsThatWereAddedAndTheRowsThatWereRescued() {
    decoding = Decoding.json(List.of(new ColumnType("n", "int")), Evolution.ADD_COLUMNS);
    start(new OneShard(List.of("{\"n\":1,\"id\":\"a\"}", "{\"n\":\"x\",\"id\":\"b\"}")), 1_000);
    patiently()
        .untilAsserted(
            () -> assertThat(reporter.told).anyMatch(told -> Long.valueOf(2).equals(told.rows())));
    assertThat(ids()).containsExactly("a", "b");
    SchemaProgress schema = reporter.last().schema();
    assertThat(schema.version()).isEqualTo(2);
    assertThat(schema.rescuedRows()).isEqualTo(1);
    assertThat(schema.history()).hasSize(1);
    assertThat(schema.history().get(0).added()).containsExactly("id");
  }

  /** One open shard with these records. */
  private record OneShard(List<String> payloads) implements StreamSource {
    @Override
    public List<ShardInfo> shards() {
      return List.of(new ShardInfo("shardId-000000000000", List.of()));
    }

    @Override
    public Duration retention() {
      return Duration.ofDays(1);
    }

    @Override
    public Fetched read(String shard, Position from, int maxRecords) {
      List<StreamRecord> records =
          IntStream.rangeClosed(1, payloads.size())
              .filter(i -> from.isBefore(BigInteger.valueOf(i)))
              .mapToObj(i -> record(i, payloads.get(i - 1)))
              .toList();
      return new Fetched(shard, from, records, false, 0);
    }

    private static StreamRecord record(int sequence, String payload) {
      byte[] data = payload.getBytes(StandardCharsets.UTF_8);
      return new StreamRecord(BigInteger.valueOf(sequence), "key", Instant.now(), data);
    }

    @Override
    public void close() {}
  }

  @Test
  void stopsWhereRetentionMayHaveDroppedRecordsUntilToldToGoOn() throws Exception {
    RowColumns columns = Decoders.of(decoding).layout();
    table("orders", columns)
        .append(
            table("orders", columns).load(),
            List.of(),
            Map.of(TrimmedStream.SHARD, TrimmedStream.MARK));
    start(new TrimmedStream(), 1_000);
    patiently()
        .untilAsserted(
            () -> assertThat(reporter.told).anyMatch(status -> "DataLost".equals(status.reason())));
    assertThat(reporter.last().message())
        .contains(TrimmedStream.SHARD)
        .contains("after sequence number 4")
        .contains("spec.kinesis.onDataLoss");
    assertThat(ids()).isEmpty();
    stop();

    onDataLoss = OnDataLoss.CONTINUE;
    start(new TrimmedStream(), 1_000);
    patiently().untilAsserted(() -> assertThat(ids()).hasSize(1));
    patiently().untilAsserted(() -> assertThat(reporter.last().stream().gaps()).hasSize(1));
    StreamProgress.Gap gap = reporter.last().stream().gaps().get(0);
    assertThat(gap.shard()).isEqualTo(TrimmedStream.SHARD);
    assertThat(gap.afterSequence()).isEqualTo("4");
    assertThat(gap.beforeSequence()).isEqualTo("9");
    assertThat(Duration.ofMillis(gap.millis()))
        .isBetween(Duration.ofHours(23), Duration.ofHours(25));
    assertThat(reporter.last().reason()).isNull();
    assertThat(reporter.last().stream().replicaCount()).isEqualTo(1);
    assertThat(reporter.last().stream().bytes()).isEqualTo(8);
  }

  /** It keeps a day, was read two days ago, and has one record of now. */
  private static final class TrimmedStream implements StreamSource {
    static final String SHARD = "shardId-000000000000";
    static final Mark MARK =
        new Mark(BigInteger.valueOf(4), 0)
            .until(Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MILLIS));

    @Override
    public List<ShardInfo> shards() {
      return List.of(new ShardInfo(SHARD, List.of()));
    }

    @Override
    public Duration retention() {
      return Duration.ofDays(1);
    }

    @Override
    public Fetched read(String shard, Position from, int maxRecords) {
      BigInteger nine = BigInteger.valueOf(9);
      StreamRecord record = new StreamRecord(nine, "key", Instant.now(), "{\"a\":1} ".getBytes());
      return new Fetched(shard, from, from.isBefore(nine) ? List.of(record) : List.of(), false, 0);
    }

    @Override
    public void close() {}
  }

  /** A parent with two records, closed, and children with one record each. */
  private static final class SplitStream implements StreamSource {
    private static final String PARENT = "shardId-000000000000";
    private final List<ShardInfo> shards = new ArrayList<>();
    private volatile boolean parentEnded;

    SplitStream(int children) {
      shards.add(new ShardInfo(PARENT, List.of()));
      IntStream.rangeClosed(1, children)
          .forEach(i -> shards.add(new ShardInfo("shardId-%012d".formatted(i), List.of(PARENT))));
    }

    @Override
    public List<ShardInfo> shards() {
      return shards;
    }

    @Override
    public Duration retention() {
      return null;
    }

    @Override
    public Fetched read(String shard, Position from, int maxRecords) {
      boolean isParent = shard.equals(PARENT);
      if (!isParent && !parentEnded) {
        throw new IllegalStateException("a child is read before its parent has ended");
      }
      List<StreamRecord> ahead =
          IntStream.rangeClosed(1, isParent ? 2 : 1)
              .mapToObj(BigInteger::valueOf)
              .filter(from::isBefore)
              .map(sequence -> record(shard, sequence))
              .toList();
      List<StreamRecord> records = ahead.subList(0, Math.min(1, ahead.size()));
      boolean ended = isParent && ahead.size() == records.size();
      parentEnded |= ended;
      long behind = Long.parseLong(shard.substring(shard.length() - 6)) - 1;
      return new Fetched(shard, from, records, ended, Math.max(0, behind));
    }

    private static StreamRecord record(String shard, BigInteger sequence) {
      byte[] data =
          "{\"id\":\"%s/%s\"}".formatted(shard, sequence).getBytes(StandardCharsets.UTF_8);
      return new StreamRecord(sequence, "key", Instant.EPOCH, data);
    }

    @Override
    public void close() {}
  }
}
