package dev.lakehouse.kinesis.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.plan.FailureReason;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;

/** Subscriptions through the real client, from the bytes that it sends to those that it gets. */
class FanOutSourceTest {
  private static final String SHARD = "shardId-000000000000";
  private static final String ARN = "arn:aws:kinesis:us-east-1:1:stream/orders/consumer/crm:1";
  private static final Position START = new Position.TrimHorizon();

  private final PlayedHttp http = new PlayedHttp();
  private FanOutSource source;

  /** The consumer is registered and active. */
  private static final class Registered implements KinesisClient {
    @Override
    public DescribeStreamSummaryResponse describeStreamSummary(
        DescribeStreamSummaryRequest request) {
      return DescribeStreamSummaryResponse.builder()
          .streamDescriptionSummary(summary -> summary.streamARN("arn:aws:kinesis:s"))
          .build();
    }

    @Override
    public DescribeStreamConsumerResponse describeStreamConsumer(
        DescribeStreamConsumerRequest request) {
      return DescribeStreamConsumerResponse.builder()
          .consumerDescription(
              consumer -> consumer.consumerARN(ARN).consumerStatus(ConsumerStatus.ACTIVE))
          .build();
    }

    @Override
    public String serviceName() {
      return "kinesis";
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    System.setProperty("aws.cborEnabled", "false");
    KinesisAsyncClient client =
        KinesisAsyncClient.builder()
            .httpClient(http)
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .overrideConfiguration(
                settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    KinesisClient registered = new Registered();
    source =
        new FanOutSource(
            new KinesisSource(registered, "orders"),
            client,
            new StreamConsumer(registered, "orders", "crm"),
            "orders");
  }

  @AfterEach
  void close() {
    source.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20));
  }

  private static String record(long sequence, String text) {
    String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return "{\"SequenceNumber\":\"%d\",\"PartitionKey\":\"k\",\"ApproximateArrivalTimestamp\":1767225600.5,\"Data\":\"%s\"}"
        .formatted(sequence, data);
  }

  private static Position after(long sequence) {
    return new Position.After(BigInteger.valueOf(sequence));
  }

  /** Reads until something comes, as the consumer does. */
  private Fetched next(Position from) {
    Fetched[] read = new Fetched[1];
    patiently()
        .until(
            () -> {
              read[0] = source.read(SHARD, from, 100);
              return !read[0].records().isEmpty() || read[0].ended();
            });
    return read[0];
  }

  /** Reads until there is another subscription. */
  private PlayedHttp.Exchange subscribed(Position from, int count) {
    patiently()
        .until(
            () -> {
              assertThat(source.read(SHARD, from, 100).records()).isEmpty();
              return http.count() >= count;
            });
    assertThat(http.count()).isEqualTo(count);
    return http.last();
  }

  private static String texts(Fetched fetched) {
    StringBuilder texts = new StringBuilder();
    fetched
        .records()
        .forEach(record -> texts.append(new String(record.data(), StandardCharsets.UTF_8)));
    return texts.toString();
  }

  @Test
  void subscribesAsTheConsumerAndGivesWhatIsPushed() {
    PlayedHttp.Exchange exchange = subscribed(START, 1);
    assertThat(exchange.request.get("ConsumerARN").asText()).isEqualTo(ARN);
    assertThat(exchange.request.get("ShardId").asText()).isEqualTo(SHARD);
    assertThat(exchange.position()).isEqualTo("{\"Type\":\"TRIM_HORIZON\"}");

    exchange.event("7", record(5, "a"), record(6, "b"));
    Fetched first = next(START);
    assertThat(texts(first)).isEqualTo("ab");
    assertThat(first.from()).isEqualTo(START);
    assertThat(first.millisBehindLatest()).isEqualTo(40);
    assertThat(first.records().get(0).sequence()).isEqualTo(BigInteger.valueOf(5));
    assertThat(first.records().get(0).partitionKey()).isEqualTo("k");
    assertThat(first.records().get(0).arrivedAt()).isEqualTo("2026-01-01T00:00:00.500Z");

    exchange.event("9", record(8, "c"));
    exchange.event("10", record(9, "d"));
    assertThat(texts(next(after(6)))).isEqualTo("c");
    assertThat(texts(next(after(8)))).isEqualTo("d");
    assertThat(http.count()).isEqualTo(1);
  }

  @Test
  void subscribesFromEachKindOfPosition() {
    assertThat(subscribed(after(41), 1).position())
        .isEqualTo("{\"Type\":\"AFTER_SEQUENCE_NUMBER\",\"SequenceNumber\":\"41\"}");
    Position at = new Position.At(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(subscribed(at, 2).position())
        .startsWith("{\"Type\":\"AT_TIMESTAMP\",\"Timestamp\":1.7672256");
  }

  @Test
  void afterFiveMinutesItGoesOnWhereTheLastEventSaid() {
    PlayedHttp.Exchange first = subscribed(START, 1);
    first.event("7", record(5, "a"));
    assertThat(texts(next(START))).isEqualTo("a");
    // Nothing for long, then the end: the shard's position has moved on all the same.
    first.event("30");
    first.end();
    PlayedHttp.Exchange second = subscribed(after(5), 2);
    assertThat(second.position())
        .isEqualTo("{\"Type\":\"AFTER_SEQUENCE_NUMBER\",\"SequenceNumber\":\"30\"}");
    second.event("41", record(40, "b"));
    assertThat(texts(next(after(5)))).isEqualTo("b");
  }

  @Test
  void aClosedShardEndsAndIsNotSubscribedToAgain() {
    PlayedHttp.Exchange exchange = subscribed(START, 1);
    exchange.event(null, record(5, "a"));
    exchange.end();
    Fetched last = next(START);
    assertThat(texts(last)).isEqualTo("a");
    assertThat(last.ended()).isTrue();
    assertThat(source.read(SHARD, after(5), 100).ended()).isTrue();
    assertThat(http.count()).isEqualTo(1);
  }

  @Test
  void anErrorWithinTheStreamOrOfTheConnectionIsFollowedByAnotherSubscription() {
    PlayedHttp.Exchange first = subscribed(START, 1);
    first.event("7", record(5, "a"));
    assertThat(texts(next(START))).isEqualTo("a");
    first.exception("InternalFailureException");
    PlayedHttp.Exchange second = subscribed(after(5), 2);
    assertThat(second.position()).contains("\"7\"");
    second.event("9", record(8, "b"));
    assertThat(texts(next(after(5)))).isEqualTo("b");
    second.breakOff();
    PlayedHttp.Exchange third = subscribed(after(8), 3);
    assertThat(third.position()).contains("\"9\"");
    third.event("11", record(10, "c"));
    assertThat(texts(next(after(8)))).isEqualTo("c");
  }

  @Test
  void whileAnotherIsSubscribedItIsThrottled() {
    http.refuse("ResourceInUseException");
    patiently().until(() -> error(START) instanceof ThrottledException);
    assertThat(subscribed(START, 2).position()).contains("TRIM_HORIZON");
  }

  @Test
  void whatSomebodyHasToChangeIsTold() {
    http.refuse("AccessDeniedException");
    RuntimeException[] told = new RuntimeException[1];
    patiently()
        .until(
            () -> {
              told[0] = error(START);
              return told[0] != null;
            });
    assertThat(told[0]).isInstanceOf(SourceException.class).hasMessageContaining("'orders'");
    assertThat(((SourceException) told[0]).reason()).isEqualTo(FailureReason.ACCESS_DENIED);
  }

  private RuntimeException error(Position from) {
    try {
      source.read(SHARD, from, 100);
      return null;
    } catch (ThrottledException | SourceException e) {
      return e;
    }
  }

  @Test
  void aShardThatIsLeftIsUnsubscribedAndReadAnewWhenItComesBack() {
    PlayedHttp.Exchange first = subscribed(START, 1);
    source.leave(SHARD);
    patiently().until(first::isCancelled);
    PlayedHttp.Exchange second = subscribed(after(20), 2);
    assertThat(second.position()).contains("\"20\"");
    second.event("22", record(21, "z"));
    assertThat(texts(next(after(20)))).isEqualTo("z");
  }
}
