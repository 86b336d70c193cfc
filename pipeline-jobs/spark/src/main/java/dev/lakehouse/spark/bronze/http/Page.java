package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer of an API.
 *
 * @param document the whole answer; missing when it was empty
 */
record Page(URI uri, JsonNode document, List<ObjectNode> records) {
  /** Numbers keep each digit: they may be amounts of money. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /**
   * Reads an answer.
   *
   * @param pointer to the array of records; where an object is, it is the only record; where
   *     nothing or null is in a readable answer, there are none only if {@code null} stands there
   */
  static Page of(URI uri, byte[] body, String pointer) {
    if (body.length == 0) {
      return new Page(uri, MAPPER.missingNode(), List.of());
    }
    JsonNode document;
    try {
      document = MAPPER.readTree(body);
    } catch (IOException e) {
      // Without its cause: that one quotes the answer.
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "The answer of %s is not JSON (%d bytes). Correct the path, or ask for JSON by a header or parameter."
              .formatted(ApiClient.shown(uri), body.length));
    }
    return new Page(uri, document, records(uri, document, pointer));
  }

  private static List<ObjectNode> records(URI uri, JsonNode document, String pointer) {
    JsonNode found = document.at(JsonPointer.compile(pointer));
    if (found.isNull()) {
      return List.of();
    }
    List<ObjectNode> records = new ArrayList<>();
    for (JsonNode each : found.isArray() ? found : List.of(found)) {
      if (!(each instanceof ObjectNode object)) {
        throw StepFailure.of(
            FailureReason.DATA_INVALID,
            "The answer of %s has no objects at '%s'. Correct records in the DataSource: the JSON Pointer to the array of records."
                .formatted(ApiClient.shown(uri), pointer));
      }
      records.add(object);
    }
    return records;
  }
}
