package dev.lakehouse.kinesis.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class KinesisSourceTest {
  private static MotoServer moto;

  @BeforeAll
  static void start() {
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

  private static KinesisClient client(String endpoint) {
    return KinesisClients.open(
        new Lake("unused", "us-east-1", null, new Endpoints(null, endpoint, null)));
  }

  @Test
  void readsFromEachKindOfPosition() {
    try (KinesisSource source = new KinesisSource(client(moto.url()), "positions");
        KinesisClient client = client(moto.url())) {
      client.createStream(request -> request.streamName("positions").shardCount(1));
      Instant before = Instant.now().minusSeconds(60);
      for (String text : new String[] {"a", "b", "c"}) {
        client.putRecord(
            request ->
                request
                    .streamName("positions")
                    .partitionKey("k")
                    .data(SdkBytes.fromUtf8String(text)));
      }
      String shard = source.shards().get(0).id();
      Fetched all = source.read(shard, new Position.TrimHorizon(), 1_000);
      assertThat(texts(all)).isEqualTo("abc");
      assertThat(all.ended()).isFalse();
      assertThat(texts(source.read(shard, new Position.At(before), 1_000))).isEqualTo("abc");
      assertThat(texts(source.read(shard, new Position.At(Instant.now().plusSeconds(60)), 1_000)))
          .isEmpty();
      Position second = new Position.After(all.records().get(1).sequence());
      Fetched third = source.read(shard, second, 1_000);
      assertThat(texts(third)).isEqualTo("c");
      // Twice from one position gives the same twice: the kept iterator stands elsewhere.
      assertThat(texts(source.read(shard, second, 1_000))).isEqualTo("c");
      assertThat(
              texts(
                  source.read(shard, new Position.After(third.records().get(0).sequence()), 1_000)))
          .isEmpty();
    }
  }

  @Test
  void takesOfAnAnswerNoMoreThanFitsUnpackedAndTheRestNext() throws IOException {
    byte[] large = new byte[4 << 20];
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(large);
    }
    try (KinesisSource source = new KinesisSource(client(moto.url()), "packed");
        KinesisClient client = client(moto.url())) {
      client.createStream(request -> request.streamName("packed").shardCount(1));
      for (int i = 0; i < 7; i++) {
        client.putRecord(
            request ->
                request
                    .streamName("packed")
                    .partitionKey("k")
                    .data(SdkBytes.fromByteArray(packed.toByteArray())));
      }
      String shard = source.shards().get(0).id();
      Position at = new Position.TrimHorizon();
      List<Integer> taken = new ArrayList<>();
      Set<BigInteger> seen = new HashSet<>();
      for (Fetched fetched = source.read(shard, at, 1_000);
          !fetched.records().isEmpty();
          fetched = source.read(shard, at, 1_000)) {
        taken.add(fetched.records().size());
        fetched.records().forEach(record -> seen.add(record.sequence()));
        at = new Position.After(fetched.records().get(fetched.records().size() - 1).sequence());
      }
      assertThat(taken).containsExactly(3, 3, 1);
      assertThat(seen).hasSize(7);
    }
  }

  private static String texts(Fetched fetched) {
    StringBuilder texts = new StringBuilder();
    fetched
        .records()
        .forEach(record -> texts.append(new String(record.data(), StandardCharsets.UTF_8)));
    return texts.toString();
  }

  @Test
  void tellsThatTheStreamIsMissing() {
    try (KinesisSource source = new KinesisSource(client(moto.url()), "missing")) {
      assertReason(source, FailureReason.SOURCE_NOT_FOUND, "'missing' does not exist");
    }
  }

  @Test
  void tellsThatNobodyAnswers() {
    try (KinesisSource source = new KinesisSource(client("http://127.0.0.1:1"), "orders")) {
      assertReason(source, FailureReason.SOURCE_UNREACHABLE, "can't be reached");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UnrecognizedClientException, 400, ACCESS_DENIED",
    "AccessDeniedException, 400, ACCESS_DENIED",
    "ExpiredTokenException, 400, ACCESS_DENIED",
    "InternalFailure, 500, SOURCE_UNREACHABLE",
    "InvalidArgumentException, 400, DATA_INVALID",
  })
  void tellsWhatTheServiceAnswers(String code, int status, FailureReason reason) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = "{\"__type\":\"%s\",\"message\":\"no\"}".formatted(code).getBytes();
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (KinesisSource source = new KinesisSource(client(url), "orders")) {
      assertReason(source, reason, "'orders'");
    } finally {
      server.stop(0);
    }
  }

  /** An iterator that has expired is replaced by one at the position, and nobody notices. */
  @Test
  void readsOnWhenItsIteratorHasExpired() throws Exception {
    AtomicInteger iterators = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = new String(exchange.getRequestBody().readAllBytes());
          String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
          boolean old = request.contains("iterator-1");
          String answer =
              target.endsWith("GetShardIterator")
                  ? "{\"ShardIterator\":\"iterator-%d\"}".formatted(iterators.incrementAndGet())
                  : old
                      ? "{\"__type\":\"ExpiredIteratorException\",\"message\":\"old\"}"
                      : "{\"Records\":[{\"SequenceNumber\":\"7\",\"PartitionKey\":\"k\",\"Data\":\"YQ==\"}],"
                          + "\"NextShardIterator\":\"iterator-3\",\"MillisBehindLatest\":0}";
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
          exchange.sendResponseHeaders(
              old && !target.endsWith("GetShardIterator") ? 400 : 200, answer.length());
          exchange.getResponseBody().write(answer.getBytes());
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (KinesisSource source = new KinesisSource(client(url), "orders")) {
      Position after = new Position.After(BigInteger.valueOf(6));
      assertThat(texts(source.read("shardId-000000000000", after, 10))).isEqualTo("a");
      assertThat(iterators).hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void registersTheConsumerOfAFanOutOnce() {
    try (KinesisClient client = client(moto.url())) {
      client.createStream(request -> request.streamName("fan").shardCount(1));
      StreamConsumer one = new StreamConsumer(client, "fan", "crm");
      // Being made; then it is there, for any replica.
      assertThatThrownBy(one::arn).isInstanceOf(ThrottledException.class);
      String arn = one.arn();
      assertThat(arn).contains("fan/consumer/crm");
      assertThat(new StreamConsumer(client, "fan", "crm").arn()).isEqualTo(arn);
      assertThatThrownBy(new StreamConsumer(client, "no-stream", "crm")::arn)
          .isInstanceOf(SourceException.class);
    }
  }

  @Test
  void asksForTheRetention() {
    try (KinesisSource source = new KinesisSource(client(moto.url()), "kept");
        KinesisClient client = client(moto.url())) {
      assertThat(new KinesisSource(client(moto.url()), "missing").retention()).isNull();
      client.createStream(request -> request.streamName("kept").shardCount(1));
      assertThat(source.retention()).isEqualTo(Duration.ofHours(24));
    }
  }

  @ParameterizedTest
  @CsvSource({"ProvisionedThroughputExceededException", "LimitExceededException"})
  void asksForPatienceWhenThrottled(String code) {
    var error =
        software.amazon.awssdk.awscore.exception.AwsServiceException.builder()
            .statusCode(400)
            .awsErrorDetails(
                software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                    .errorCode(code)
                    .build())
            .build();
    assertThat(KinesisErrors.translate("orders", error)).isInstanceOf(ThrottledException.class);
  }

  private static void assertReason(KinesisSource source, FailureReason reason, String message) {
    assertThatThrownBy(source::shards)
        .asInstanceOf(InstanceOfAssertFactories.type(SourceException.class))
        .satisfies(error -> assertThat(error.reason()).isEqualTo(reason))
        .satisfies(error -> assertThat(error).hasMessageContaining(message));
  }
}
