package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What a stream's records are, and the settings that some formats need. */
public enum PayloadFormat {
  @JsonProperty("json")
  JSON,
  @JsonProperty("csv")
  CSV,
  @JsonProperty("avro")
  AVRO,
  @JsonProperty("debezium")
  DEBEZIUM,
  @JsonProperty("protobuf")
  PROTOBUF,
  @JsonProperty("text")
  TEXT,
  @JsonProperty("bytes")
  BYTES;

  /** The form of a CSV line. */
  @ApiType
  public record Csv(
      @Default("\",\"")
          @Size(min = 1, max = 1)
          @ValidationRule(
              value = "!self.matches('[\\\\r\\\\n\"]')",
              message = "must not be a quote or a line's end")
          @JsonPropertyDescription("The character between values. Defaults to a comma.")
          String delimiter,
      @Default("\"\\\"\"")
          @Size(max = 1)
          @JsonPropertyDescription(
              "The character around values that hold the delimiter; twice inside stands for itself."
                  + " Empty: values are never quoted. Defaults to a double quote.")
          String quote,
      @Default("\"\"")
          @Size(max = 20)
          @JsonPropertyDescription(
              "A value of this text is null unless it is quoted. Defaults to the empty text.")
          String nullText) {}

  /** The schema of Avro records. */
  @ApiType
  public record Avro(
      @Required
          @Size(min = 2, max = 100_000)
          @JsonPropertyDescription(
              "The schema (JSON, of a record) that the records were written with. Fields become"
                  + " columns of their names.")
          String schema,
      @Default("None")
          @JsonPropertyDescription(
              "What stands before each record's data. None: nothing. Confluent: the five bytes of a"
                  + " schema registry, which are skipped. Defaults to None.")
          Header header) {}

  /** What stands before an Avro record's data. */
  public enum Header {
    @JsonProperty("None")
    NONE,
    @JsonProperty("Confluent")
    CONFLUENT
  }

  /** The message type of protobuf records. */
  @ApiType
  public record Protobuf(
      @Required
          @Size(min = 4, max = 300_000)
          @JsonPropertyDescription(
              "What protoc --include_imports --descriptor_set_out=FILE writes, in base64.")
          String descriptorSet,
      @Required
          @Size(min = 1, max = 200)
          @ValidationRule(
              value = "self.matches('^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*$')",
              message = "is not a message's full name: write its package as well, like shop.Order")
          @JsonPropertyDescription("Full name of the message, with its package: shop.Order.")
          String message) {}
}
