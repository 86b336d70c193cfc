package dev.lakehouse.spark.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Whether JSON is a job event of OpenLineage: by a schema, and by what a schema can't say. */
final class JobEventRules {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              JobEventRules.class.getResourceAsStream("/lineage/job-event.schema.json"),
              SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());

  private JobEventRules() {}

  /** What is wrong with it. */
  static List<String> violations(JsonNode event) {
    return Stream.concat(
            SCHEMA.validate(event).stream().map(ValidationMessage::getMessage), strangers(event))
        .toList();
  }

  /** Origins of columns that the event does not name as inputs: their lineage would hang loose. */
  private static Stream<String> strangers(JsonNode event) {
    List<String> inputs = elements(event.path("inputs")).map(JobEventRules::identity).toList();
    return elements(event.path("outputs"))
        .map(output -> output.path("facets").path("columnLineage"))
        .flatMap(
            lineage ->
                Stream.concat(
                    elements(lineage.path("fields")).map(field -> field.path("inputFields")),
                    Stream.of(lineage.path("dataset"))))
        .flatMap(JobEventRules::elements)
        .map(JobEventRules::identity)
        .filter(origin -> !inputs.contains(origin))
        .map(origin -> origin + " is an origin of a column and no input");
  }

  private static String identity(JsonNode dataset) {
    return dataset.path("namespace").asText() + " " + dataset.path("name").asText();
  }

  private static Stream<JsonNode> elements(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }
}
