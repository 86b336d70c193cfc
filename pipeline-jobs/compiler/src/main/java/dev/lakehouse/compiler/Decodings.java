package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.DataSourceSpec.TableSchema;
import dev.lakehouse.api.PayloadFormat;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Step;
import java.util.Base64;
import java.util.List;

/**
 * How a stream's records become rows: from the spec to the plan, and what the schema can't check.
 */
final class Decodings {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Decodings() {}

  static Decoding of(DataSourceSpec spec) {
    DataSourceSpec.Kinesis kinesis = spec.kinesis();
    TableSchema schema = or(spec.schema(), new TableSchema(null, null));
    List<Step.ColumnType> columns =
        orEmpty(schema.columns()).stream()
            .map(column -> new Step.ColumnType(column.name(), column.type()))
            .toList();
    Decoding.Format format =
        Decoding.Format.valueOf(or(kinesis.format(), PayloadFormat.JSON).name());
    return new Decoding(
        format,
        format == Decoding.Format.CSV ? csv(kinesis.csv()) : null,
        format == Decoding.Format.AVRO ? avro(kinesis.avro()) : null,
        format == Decoding.Format.PROTOBUF
            ? new Decoding.Protobuf(
                kinesis.protobuf().descriptorSet(), kinesis.protobuf().message())
            : null,
        format == Decoding.Format.DEBEZIUM ? ChangeColumns.with(columns) : columns,
        evolution(schema.evolution(), columns.isEmpty()));
  }

  static Decoding.Evolution evolution(DataSourceSpec.Evolution given, boolean inferred) {
    if (given == null) {
      return inferred ? Decoding.Evolution.ADD_COLUMNS : Decoding.Evolution.RESCUE;
    }
    return Decoding.Evolution.valueOf(given.name());
  }

  private static Decoding.Csv csv(PayloadFormat.Csv given) {
    PayloadFormat.Csv csv = or(given, new PayloadFormat.Csv(null, null, null));
    String quote = or(csv.quote(), "\"");
    return new Decoding.Csv(
        or(csv.delimiter(), ","), quote.isEmpty() ? null : quote, or(csv.nullText(), ""));
  }

  private static Decoding.Avro avro(PayloadFormat.Avro avro) {
    return new Decoding.Avro(
        avro.schema(),
        avro.header() == PayloadFormat.Header.CONFLUENT
            ? Decoding.AvroHeader.CONFLUENT
            : Decoding.AvroHeader.NONE);
  }

  /** What is surely wrong with a format's settings; all else the consumer tells. */
  static void check(DataSourceSpec.Kinesis kinesis, Findings findings) {
    if (kinesis.avro() != null && !isRecord(kinesis.avro().schema())) {
      findings.add(
          "spec.kinesis.avro.schema",
          SpecReason.INVALID_SPEC,
          "is not the JSON of an Avro record schema; it begins like"
              + " {\"type\": \"record\", \"name\": …, \"fields\": […]}");
    }
    if (kinesis.protobuf() != null && !isBase64(kinesis.protobuf().descriptorSet())) {
      findings.add(
          "spec.kinesis.protobuf.descriptorSet",
          SpecReason.INVALID_SPEC,
          "is not base64; write what base64 -w0 FILE prints for the file that protoc"
              + " --include_imports --descriptor_set_out=FILE made");
    }
  }

  private static boolean isRecord(String text) {
    try {
      JsonNode schema = MAPPER.readTree(text);
      return "record".equals(schema.path("type").asText()) && schema.path("fields").isArray();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", "")).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
