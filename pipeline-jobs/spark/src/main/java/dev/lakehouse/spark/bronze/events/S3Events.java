package dev.lakehouse.spark.bronze.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a message of S3 tells. Forms: S3's own (event version 2.x: {@code Records[].s3}, keys
 * encoded as in a form), that within an envelope of SNS, and EventBridge's (keys as they are).
 */
final class S3Events {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private S3Events() {}

  /**
   * The objects that were written; none for other events of S3, as of deletions or the test event
   * that a new configuration makes. Empty: the message is not one of S3.
   */
  static Optional<List<CreatedObject>> of(String message) {
    try {
      JsonNode event = MAPPER.readTree(message);
      if ("Notification".equals(event.path("Type").asText()) && event.path("Message").isTextual()) {
        event = MAPPER.readTree(event.path("Message").asText());
      }
      return of(event);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<CreatedObject>> of(JsonNode event) {
    if ("s3:TestEvent".equals(event.path("Event").asText())) {
      return Optional.of(List.of());
    }
    if ("aws.s3".equals(event.path("source").asText())) {
      boolean created = "Object Created".equals(event.path("detail-type").asText());
      JsonNode detail = event.path("detail");
      return object(detail, created, detail.path("object").path("key").asText());
    }
    if (!event.path("Records").isArray()) {
      return Optional.empty();
    }
    List<CreatedObject> objects = new ArrayList<>();
    for (JsonNode each : event.path("Records")) {
      boolean created = each.path("eventName").asText().matches("(s3:)?ObjectCreated:.*");
      Optional<List<CreatedObject>> object =
          object(each.path("s3"), created, decoded(each.path("s3")));
      if (object.isEmpty()) {
        return Optional.empty();
      }
      objects.addAll(object.get());
    }
    return Optional.of(objects);
  }

  private static Optional<List<CreatedObject>> object(JsonNode of, boolean created, String key) {
    String bucket = of.path("bucket").path("name").asText();
    if (bucket.isEmpty() || key == null || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(created ? List.of(new CreatedObject(bucket, key)) : List.of());
  }

  private static String decoded(JsonNode s3) {
    try {
      return URLDecoder.decode(s3.path("object").path("key").asText(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
