package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.ConsumerSettings;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The consumer as a process, against a real emulator and a Delta table in a folder. */
class ConsumerTest {
  private static final int SHARDS = 3;
  private static final long NEVER = Duration.ofHours(1).toMillis();
  private static MotoServer moto;

  @TempDir private Path root;

  @BeforeAll
  static void start() {
    // Of the test's own client; the consumer gets its own by its environment.
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    moto = MotoServer.start();
  }

  @AfterAll
  static void stop() {
    moto.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
  }

  private static List<String> ids(String table) {
    return TableReader.rows(table).stream().map(ConsumerTest::id).sorted().toList();
  }

  private static String id(Map<String, Object> row) {
    // The table's has leading zeros where the emulator's numbers are short.
    return row.get("_shard") + "/" + new BigInteger((String) row.get("_sequence"));
  }

  private static boolean isComplete(TestStream stream) {
    return ids(stream.table()).size() >= stream.good.size()
        && ids(stream.deadLetters()).size() >= stream.bad.size();
  }

  private static void assertExactlyTheStream(TestStream stream) {
    assertThat(ids(stream.table())).isEqualTo(List.copyOf(stream.good));
    assertThat(ids(stream.deadLetters())).isEqualTo(List.copyOf(stream.bad));
  }

  @Test
  void commitsWhatItHoldsWhenItIsTerminated() throws Exception {
    try (TestStream stream = new TestStream(moto, root, "terminated", SHARDS)) {
      stream.put(200);
      try (ForkedConsumer consumer = new ForkedConsumer(stream.plan(NEVER))) {
        patiently().until(() -> consumer.recordsRead() >= 200);
        assertThat(consumer.isLive()).isTrue();
        assertThat(ids(stream.table())).isEmpty();
        assertThat(consumer.terminate()).as(consumer.log()).isZero();
      }
      assertThat(stream.good).hasSize(190);
      assertExactlyTheStream(stream);
      assertThat(TableReader.rows(stream.deadLetters()))
          .allSatisfy(
              row -> {
                assertThat((String) row.get("payload")).startsWith("{\"id\":");
                assertThat((String) row.get("reason")).startsWith("no JSON");
              });
      assertThat(TableReader.rows(stream.table()))
          .allSatisfy(row -> assertThat(row.get("text")).isEqualTo("t" + row.get("id")));
    }
  }

  @Test
  void losesAndRepeatsNothingWhenItIsKilledAgainAndAgain() throws Exception {
    Random random = new Random(7);
    try (TestStream stream = new TestStream(moto, root, "killed", SHARDS)) {
      CompletableFuture<Void> producer =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 40; i++) {
                  stream.put(50);
                  sleep(150);
                }
              });
      Path plan = stream.plan(200);
      for (int i = 0; i < 5; i++) {
        try (ForkedConsumer consumer = new ForkedConsumer(plan)) {
          patiently().until(() -> consumer.recordsRead() > 0 || producer.isDone());
          sleep(random.nextInt(1_500));
          consumer.kill();
        }
      }
      producer.join();
      try (ForkedConsumer consumer = new ForkedConsumer(plan)) {
        patiently().until(() -> isComplete(stream));
        assertThat(consumer.terminate()).as(consumer.log()).isZero();
      }
      assertThat(stream.good).hasSize(1_900);
      assertExactlyTheStream(stream);
    }
  }

  @Test
  void twoAtOnceRepeatNothing() throws Exception {
    try (TestStream stream = new TestStream(moto, root, "twice", SHARDS)) {
      Path plan = stream.plan(200);
      try (ForkedConsumer one = new ForkedConsumer(plan);
          ForkedConsumer two = new ForkedConsumer(plan)) {
        // What one has committed before the other has started is never read by the other.
        patiently()
            .until(
                () -> {
                  stream.put(20);
                  return one.recordsRead() > 0 && two.recordsRead() > 0;
                });
        for (int i = 0; i < 10; i++) {
          stream.put(50);
          sleep(200);
        }
        patiently().until(() -> isComplete(stream));
        assertThat(one.terminate()).as(one.log()).isZero();
        assertThat(two.terminate()).as(two.log()).isZero();
      }
      assertExactlyTheStream(stream);
    }
  }

  @Test
  void startsAtATime() throws Exception {
    try (TestStream stream = new TestStream(moto, root, "at-a-time", 1)) {
      stream.put(40);
      Set<String> before = Set.copyOf(stream.good);
      sleep(50);
      Instant then = Instant.now();
      sleep(50);
      stream.put(20);
      stream.good.removeAll(before);
      ConsumerSettings.Start start =
          new ConsumerSettings.Start(ConsumerSettings.StartFrom.AT_TIMESTAMP, then.toString());
      Path plan = TestStream.plan(stream.lake(), "at-a-time", root, start, 200);
      try (ForkedConsumer consumer = new ForkedConsumer(plan)) {
        patiently().until(() -> ids(stream.table()).size() >= stream.good.size());
        assertThat(consumer.terminate()).as(consumer.log()).isZero();
      }
      assertThat(ids(stream.table())).isEqualTo(List.copyOf(stream.good));
    }
  }

  @Test
  void writesALakeOnS3() throws Exception {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(moto.url()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .build()) {
      client.createBucket(request -> request.bucket("lake"));
    }
    try (TestStream stream = new TestStream(moto, root, "s3a://lake/crm", "on-s3", 1)) {
      stream.put(60);
      try (ForkedConsumer consumer = new ForkedConsumer(stream.plan(NEVER))) {
        patiently().until(() -> consumer.recordsRead() >= 60);
        assertThat(consumer.terminate()).as(consumer.log()).isZero();
      }
      assertThat(TableReader.rows(stream.lake(), stream.table()).stream().map(ConsumerTest::id))
          .containsExactlyInAnyOrderElementsOf(stream.good);
      assertThat(
              TableReader.rows(stream.lake(), stream.deadLetters()).stream().map(ConsumerTest::id))
          .containsExactlyInAnyOrderElementsOf(stream.bad);
    }
  }

  @Test
  void endsWithTwoAtAPlanItCanNotRead() throws Exception {
    Path plan = Files.writeString(root.resolve("plan.json"), "{\"formatVersion\":99}");
    try (ForkedConsumer consumer = new ForkedConsumer(plan)) {
      assertThat(consumer.exitCode()).isEqualTo(2);
      assertThat(consumer.log()).contains("PlanUnsupported").contains("job image");
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
