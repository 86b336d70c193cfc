package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a stream's payloads become rows. Settings of a format are null unless the format is theirs.
 *
 * @param columns declared columns; empty: inferred from the payloads ({@link Format#TEXT} and
 *     {@link Format#BYTES} have one of their own)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decoding(
    Format format,
    Csv csv,
    Avro avro,
    Protobuf protobuf,
    List<Step.ColumnType> columns,
    Evolution evolution) {

  /** JSON objects with these columns; what does not fit is rescued. */
  public static Decoding json(List<Step.ColumnType> columns) {
    return json(columns, Evolution.RESCUE);
  }

  /** JSON objects. */
  public static Decoding json(List<Step.ColumnType> columns, Evolution evolution) {
    return new Decoding(Format.JSON, null, null, null, columns, evolution);
  }

  /** What a payload is. */
  public enum Format {
    /** One JSON object. */
    JSON,
    /** One line of values, in the order of the declared columns. */
    CSV,
    /** One datum of an Avro record schema, binary. */
    AVRO,
    /** One message, binary. */
    PROTOBUF,
    /** One change event of Debezium as JSON; what it means: {@code plan.debezium.ChangeEvent}. */
    DEBEZIUM,
    /** UTF-8 text, into the one column {@code value}. */
    TEXT,
    /** Bytes, into the one column {@code value}. */
    BYTES
  }

  /** What happens to fields without a column, and to values that don't fit their column. */
  public enum Evolution {
    /** Both are kept as JSON in {@code _rescued}. */
    RESCUE,
    /** The table gets a column for a new field; values that don't fit are rescued. */
    ADD_COLUMNS,
    /** The consumer stops before such a record. */
    FAIL
  }

  /**
   * The form of a line.
   *
   * @param delimiter one character
   * @param quote one character; null: nothing is quoted
   * @param nullText an unquoted value of this text is null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Csv(String delimiter, String quote, String nullText) {}

  /**
   * The schema that payloads were written with.
   *
   * @param schema its JSON
   * @param header what stands before the datum
   */
  public record Avro(String schema, AvroHeader header) {}

  /** What stands before an Avro datum. */
  public enum AvroHeader {
    /** Nothing. */
    NONE,
    /** A zero byte and the four bytes of a schema's id in a registry. */
    CONFLUENT
  }

  /**
   * The message type of payloads.
   *
   * @param descriptorSet a {@code google.protobuf.FileDescriptorSet} with all imports, in base64
   * @param message full name of the message
   */
  public record Protobuf(String descriptorSet, String message) {}
}
