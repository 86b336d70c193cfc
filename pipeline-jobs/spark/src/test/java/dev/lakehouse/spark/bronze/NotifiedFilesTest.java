package dev.lakehouse.spark.bronze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A bucket of the emulator that sends its events to a queue. */
class NotifiedFilesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant START = Instant.parse("2024-03-10T06:00:00Z");

  private static TestBucket bucket;
  private static SqsClient sqs;

  private final TestLake lake = TestLake.create();
  private String queue;
  private Step.Files step;
  private long sequence;

  @BeforeAll
  static void start() {
    bucket = TestBucket.start("notified");
    sqs =
        SqsClient.builder()
            .endpointOverride(URI.create(bucket.url()))
            .region(Region.EU_WEST_1)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(TestBucket.CREDENTIALS)
            .build();
  }

  @AfterAll
  static void stop() {
    sqs.close();
    bucket.close();
  }

  @BeforeEach
  void aFolderAndAQueueOfItsOwn() {
    queue = sqs.createQueue(request -> request.queueName("files-" + UUID.randomUUID())).queueUrl();
    String arn =
        sqs.getQueueAttributes(
                request -> request.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    bucket
        .client()
        .putBucketNotificationConfiguration(
            request ->
                request
                    .bucket(bucket.name())
                    .notificationConfiguration(
                        events ->
                            events.queueConfigurations(
                                it -> it.queueArn(arn).events(Event.S3_OBJECT_CREATED))));
    step =
        Steps.found(
            Steps.files("t", bucket.folder(), "csv", Map.of(), OnRewrite.REPLACE, "v int"),
            new FileDiscovery(null, queue, DAY.toMillis()));
  }

  private void put(String name, int value) {
    bucket.put(step.path() + "/" + name, value + "\n");
  }

  /** What waits or is hidden. */
  private int messages() {
    return sqs
        .getQueueAttributes(
            request ->
                request
                    .queueUrl(queue)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private void send(String body) {
    sqs.sendMessage(request -> request.queueUrl(queue).messageBody(body));
  }

  private void run(Instant now) {
    lake.at(now).run(++sequence, step).ok();
  }

  private List<String> table() {
    return lake.values("bronze.t", "v");
  }

  @Test
  void filesThatMessagesNameComeInAndTheirMessagesGo() {
    put("before.csv", 1);
    run(START);
    assertThat(table()).containsExactly("1");
    assertThat(messages()).isZero();

    put("a b/ü+1.csv", 2);
    put("c.csv", 3);
    put("_hidden.csv", 9);
    bucket.put("s3a://" + bucket.name() + "/elsewhere.csv", "9\n");
    run(START.plusSeconds(60));
    assertThat(table()).containsExactly("1", "2", "3");
    assertThat(messages()).isZero();
  }

  @Test
  void duplicatesForgottenAndForeignMessagesDoNoHarm() {
    put("a.csv", 1);
    run(START);
    put("b.csv", 2);
    // The same message twice, one of a file that is gone, one that is no event, one that S3 sends
    // when a configuration is made.
    Message event = sqs.receiveMessage(request -> request.queueUrl(queue)).messages().get(0);
    send(event.body());
    send(event.body().replace("b.csv", "gone.csv"));
    send("hello");
    send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}");
    run(START.plusSeconds(60));
    assertThat(table()).containsExactly("1", "2");
    // The first is hidden by the test's own look at it; the one that is no event stays.
    assertThat(messages()).isEqualTo(2);
    sqs.changeMessageVisibility(
        request ->
            request.queueUrl(queue).receiptHandle(event.receiptHandle()).visibilityTimeout(0));
    run(START.plusSeconds(120));
    assertThat(table()).containsExactly("1", "2");
    assertThat(messages()).isEqualTo(1);
  }

  @Test
  void aMessageThatWasLostIsMadeGoodByTheNextFullListing() {
    put("a.csv", 1);
    run(START);
    put("b.csv", 2);
    Message lost = sqs.receiveMessage(request -> request.queueUrl(queue)).messages().get(0);
    sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(lost.receiptHandle()));
    run(START.plusSeconds(60));
    assertThat(table()).containsExactly("1");
    put("c.csv", 3);
    run(START.plus(DAY));
    assertThat(table()).containsExactly("1", "2", "3");
    assertThat(messages()).isZero();
  }

  @Test
  void messagesOutliveARunThatDies() {
    put("a.csv", 1);
    run(START);
    put("b.csv", 2);
    lake.at(START.plusSeconds(60))
        .crashing(
            at -> {
              if (at.equals("bronze.t:after-commit")) {
                throw new IllegalStateException("killed at " + at);
              }
            })
        .run(++sequence, step);
    assertThat(messages()).isEqualTo(1);
    lake.crashing(CrashPoints.NONE).run(sequence, step).ok();
    assertThat(table()).containsExactly("1", "2");
    // Seen again once it is no longer hidden, and known.
    send(
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"%s\"},\"object\":{\"key\":\"%s\"}}}]}"
            .formatted(bucket.name(), URI.create(step.path()).getPath().substring(1) + "/b.csv"));
    run(START.plusSeconds(120));
    assertThat(table()).containsExactly("1", "2");
    assertThat(messages()).isEqualTo(1);
  }

  @Test
  void aQueueThatDoesNotExistIsNamed() {
    step = Steps.found(step, new FileDiscovery(null, queue + "-not", DAY.toMillis()));
    put("a.csv", 1);
    var failure = lake.at(START).run(++sequence, step).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(failure.message()).contains("-not").contains("queueUrl");
  }
}
