package dev.lakehouse.spark.bronze.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3EventsTest {
  /** As S3's documentation has it, with a key that shows the encoding. */
  private static final String EVENT =
      """
      {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-west-2",
        "eventTime": "1970-01-01T00:00:00.000Z", "eventName": "%s",
        "userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
        "s3": {"s3SchemaVersion": "1.0", "configurationId": "testConfigRule",
          "bucket": {"name": "in", "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
            "arn": "arn:aws:s3:::in"},
          "object": {"key": "a+b/%%C3%%BC%%2B1.csv", "size": 1024,
            "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"}}}]}""";

  private static final CreatedObject OBJECT = new CreatedObject("in", "a b/ü+1.csv");

  @Test
  void anEventNamesItsObjectWhoeverBringsIt() throws Exception {
    String event = EVENT.formatted("ObjectCreated:Put");
    assertThat(S3Events.of(event)).contains(List.of(OBJECT));
    assertThat(S3Events.of(EVENT.formatted("s3:ObjectCreated:CompleteMultipartUpload")))
        .contains(List.of(OBJECT));
    String bySns =
        new ObjectMapper()
            .writeValueAsString(
                Map.of("Type", "Notification", "TopicArn", "arn", "Message", event));
    assertThat(S3Events.of(bySns)).contains(List.of(OBJECT));
    String byEventBridge =
"""
{"version": "0", "id": "17793124", "detail-type": "Object Created", "source": "aws.s3",
 "detail": {"version": "0", "bucket": {"name": "in"},
   "object": {"key": "a b/ü+1.csv", "size": 5, "etag": "b1946ac9", "sequencer": "00617F08"},
   "reason": "PutObject"}}""";
    assertThat(S3Events.of(byEventBridge)).contains(List.of(OBJECT));
  }

  @Test
  void otherEventsOfS3NameNothing() {
    assertThat(S3Events.of(EVENT.formatted("ObjectRemoved:Delete"))).contains(List.of());
    assertThat(
            S3Events.of("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"in\"}"))
        .contains(List.of());
    assertThat(
            S3Events.of(
                "{\"source\":\"aws.s3\",\"detail-type\":\"Object Deleted\",\"detail\":"
                    + "{\"bucket\":{\"name\":\"in\"},\"object\":{\"key\":\"a\"}}}"))
        .contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[1]",
        "null",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}",
        "{\"Records\":[{\"kinesis\":{}}]}",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},"
            + "\"object\":{\"key\":\"%zz\"}}}]}",
        "{\"Type\":\"Notification\",\"Message\":\"hi\"}"
      })
  void messagesOfOthersAreToldApart(String message) {
    assertThat(S3Events.of(message)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://sqs.eu-west-1.amazonaws.com/1/q, us-east-1, eu-west-1",
    "https://vpce-1-2.sqs.eu-north-1.vpce.amazonaws.com/1/q, us-east-1, eu-north-1",
    "http://127.0.0.1:4566/1/q, us-east-1, us-east-1"
  })
  void aQueuesUrlTellsItsRegion(URI url, String otherwise, String region) {
    assertThat(EventQueue.region(url, otherwise)).contains(region);
  }
}
