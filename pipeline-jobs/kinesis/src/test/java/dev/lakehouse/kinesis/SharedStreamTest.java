package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.emulators.FaultProxy;
import dev.lakehouse.emulators.KinesaliteServer;
import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.RunPlan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Replicas as processes that share a stream which splits and merges. With {@code
 * -Dlakehouse.soak.seconds=600 -Dlakehouse.soak.records=2000000} for as long as one likes.
 */
class SharedStreamTest {
  private static final int SHARDS = 8;
  private static final int REPLICAS = 3;
  private static final int SECONDS = Integer.getInteger("lakehouse.soak.seconds", 25);
  private static final int RECORDS = Integer.getInteger("lakehouse.soak.records", 8_000);
  private static final String EXPIRY_MILLIS = "2500";

  private static KinesaliteServer kinesis;

  @TempDir private Path root;

  @BeforeAll
  static void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    kinesis = KinesaliteServer.start();
  }

  @AfterAll
  static void stop() {
    kinesis.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private static ConditionFactory patiently() {
    return await()
        .atMost(Duration.ofMinutes(4).plusSeconds(2L * SECONDS))
        .pollInterval(Duration.ofMillis(500));
  }

  private ForkedConsumer replica(Path plan, int index) throws Exception {
    return new ForkedConsumer(
        plan,
        "--replica",
        "replica-" + index,
        "--peers-folder",
        root.resolve("peers").toString(),
        "--peers-expiry",
        EXPIRY_MILLIS);
  }

  private static long rows(RunPlan.Lake lake) {
    long[] rows = {0};
    TableReader.each(lake, lake.root() + "/bronze/orders", row -> rows[0]++);
    return rows[0];
  }

  @Test
  void killedAndFrozenReplicasOfAStreamThatReshardsLoseAndRepeatNothing() throws Exception {
    RunPlan.Lake lake =
        new RunPlan.Lake(
            root.toString(), "us-east-1", null, new RunPlan.Endpoints(null, kinesis.url(), null));
    List<ForkedConsumer> replicas = new ArrayList<>();
    try (KnownStream stream = new KnownStream(lake, "shared", SHARDS)) {
      Path plan = TestStream.plan(lake, "shared", root, 300);
      for (int i = 0; i < REPLICAS; i++) {
        replicas.add(replica(plan, i));
      }
      CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(stream));
      patiently().until(() -> replicas.stream().anyMatch(one -> one.recordsRead() > 0));
      harm(replicas, plan, producer);
      producer.join();
      patiently().until(() -> rows(lake) >= stream.count());
      shareTheLoad(replicas);
      for (ForkedConsumer replica : replicas) {
        assertThat(replica.terminate()).as(replica.log()).isZero();
      }
      assertThat(stream.count()).isEqualTo(RECORDS);
      stream.assertSameAs(lake, root + "/bronze/orders");
    } finally {
      replicas.forEach(ForkedConsumer::close);
    }
  }

  /** The records spread over the time; splits and merges at a third and at two thirds of it. */
  private static void produce(KnownStream stream) {
    int parts = SECONDS;
    for (int i = 0; i < parts; i++) {
      long begin = System.nanoTime();
      stream.put((int) ((long) RECORDS * (i + 1) / parts - (long) RECORDS * i / parts));
      if (i == parts / 3 || i == 2 * parts / 3) {
        stream.split();
        stream.merge();
      }
      sleep(1_000 - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
  }

  private void harm(List<ForkedConsumer> replicas, Path plan, CompletableFuture<Void> producer)
      throws Exception {
    Random random = new Random(5);
    while (!producer.isDone()) {
      sleep(random.nextInt(3_000));
      int index = random.nextInt(REPLICAS);
      if (random.nextBoolean()) {
        replicas.get(index).kill();
        replicas.set(index, replica(plan, index));
      } else {
        replicas.get(index).freeze();
        // Often longer than the others wait before they take over.
        sleep(random.nextInt(6_000));
        replicas.get(index).wake();
      }
    }
  }

  /** Eight or so open shards among three: none is left with nothing. */
  private static void shareTheLoad(List<ForkedConsumer> replicas) {
    patiently()
        .until(
            () ->
                replicas.stream()
                    .allMatch(
                        replica ->
                            replica.metric("lakehouse_consumer_shards") >= SHARDS / REPLICAS
                                && replica.metric("lakehouse_consumer_shards")
                                    <= SHARDS / REPLICAS + 2));
  }

  @Test
  void faultsOfTheStreamAndOfTheStorageLoseAndRepeatNothing() throws Exception {
    try (MotoServer s3 = MotoServer.start();
        FaultProxy storage = new FaultProxy(s3.url(), 3);
        FaultProxy source = new FaultProxy(kinesis.url(), 4)) {
      makeBucket(s3.url());
      RunPlan.Lake direct = lakeOnS3(s3.url(), kinesis.url());
      Path plan = TestStream.plan(lakeOnS3(storage.url(), source.url()), "faulty", root, 300);
      try (KnownStream stream = new KnownStream(direct, "faulty", 4);
          ForkedConsumer one = replica(plan, 0);
          ForkedConsumer two = replica(plan, 1)) {
        storage.goWrong(0.1);
        source.goWrong(0.1);
        for (int i = 0; i < 12; i++) {
          stream.put(100);
          sleep(500);
        }
        patiently()
            .until(
                () ->
                    storage.counts().getOrDefault(FaultProxy.Fault.ANSWER_LOST, 0) > 2
                        && source.counts().size() == FaultProxy.Fault.values().length);
        storage.goWrong(0);
        source.goWrong(0);
        patiently().until(() -> rows(direct) >= stream.count());
        assertThat(one.terminate()).as(one.log()).isZero();
        assertThat(two.terminate()).as(two.log()).isZero();
        stream.assertSameAs(direct, direct.root() + "/bronze/orders");
      }
    }
  }

  private static RunPlan.Lake lakeOnS3(String storage, String source) {
    return new RunPlan.Lake(
        "s3a://lake/faults", "us-east-1", null, new RunPlan.Endpoints(storage, source, null));
  }

  private static void makeBucket(String url) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(url))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .build()) {
      client.createBucket(request -> request.bucket("lake"));
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(Math.max(0, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
