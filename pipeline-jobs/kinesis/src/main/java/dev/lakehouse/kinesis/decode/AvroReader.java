package dev.lakehouse.kinesis.decode;

import dev.lakehouse.plan.Decoding.Avro;
import dev.lakehouse.plan.Decoding.AvroHeader;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Avro data of one record schema, with or without the header of a schema registry. */
final class AvroReader implements PayloadReader {
  private static final int CONFLUENT_HEADER = 5;

  static {
    // A broken payload may claim to hold a text of two gigabytes: Avro would make room for it.
    String limit = Integer.toString(10 << 20);
    for (String what : new String[] {"bytes", "string", "collectionItems"}) {
      System.setProperty("org.apache.avro.limits." + what + ".maxLength", limit);
    }
  }

  private final GenericDatumReader<GenericRecord> reader;
  private final Schema schema;
  private final boolean hasHeader;
  private BinaryDecoder decoder;

  /**
   * Reads data of that schema.
   *
   * @throws IllegalArgumentException when it is none, or not of a record
   */
  AvroReader(Avro avro) {
    schema = parse(avro.schema());
    hasHeader = avro.header() == AvroHeader.CONFLUENT;
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new Conversions.UUIDConversion());
    data.addLogicalTypeConversion(new TimeConversions.DateConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimeMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
    reader = new GenericDatumReader<>(schema, schema, data);
  }

  private static Schema parse(String text) {
    try {
      Schema schema = new Schema.Parser().parse(text);
      if (schema.getType() == Schema.Type.RECORD) {
        return schema;
      }
    } catch (AvroRuntimeException e) {
      throw new IllegalArgumentException(
          "spec.kinesis.avro.schema is no Avro schema: %s".formatted(e.getMessage()), e);
    }
    throw new IllegalArgumentException(
        "spec.kinesis.avro.schema is not the schema of a record: a row is made of a record's fields");
  }

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    int from = hasHeader ? CONFLUENT_HEADER : 0;
    if (hasHeader && (payload.length < CONFLUENT_HEADER || payload[0] != 0)) {
      throw new MalformedPayloadException("no Avro: the schema registry's header is missing");
    }
    decoder = DecoderFactory.get().binaryDecoder(payload, from, payload.length - from, decoder);
    GenericRecord datum;
    try {
      datum = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new MalformedPayloadException("no datum of the Avro schema: bytes are left over");
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The library has no common exception for broken data, and its messages may hold some of it.
      throw new MalformedPayloadException("no datum of the Avro schema");
    }
    for (Schema.Field field : schema.getFields()) {
      row.field(field.name(), AvroValues.raw(datum.get(field.pos()), field.schema()));
    }
  }
}
