package dev.lakehouse.kinesis.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** An Avro schema and a protobuf message with a bit of everything, and data of them. */
public final class Samples {
  /** Fields of many types. */
  public static final String AVRO_SCHEMA =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":["
          + "{\"name\":\"id\",\"type\":\"int\"},"
          + "{\"name\":\"name\",\"type\":[\"null\",\"string\"]},"
          + "{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}},"
          + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
          + "{\"name\":\"day\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}},"
          + "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
          + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"Kind\",\"symbols\":[\"OLD\",\"NEW\"]}},"
          + "{\"name\":\"inner\",\"type\":{\"type\":\"record\",\"name\":\"Inner\",\"fields\":[{\"name\":\"x\",\"type\":\"double\"}]}}"
          + "]}";

  private Samples() {}

  static PayloadRows avro(Decoding.AvroHeader header, Evolution evolution) {
    Decoding.Avro avro = new Decoding.Avro(AVRO_SCHEMA, header);
    return Decoders.of(
        new Decoding(
            Decoding.Format.AVRO,
            null,
            avro,
            null,
            evolution == Evolution.ADD_COLUMNS
                ? List.of()
                : List.of(new dev.lakehouse.plan.Step.ColumnType("id", "bigint")),
            evolution));
  }

  /** A datum of the schema. */
  public static byte[] avroDatum() {
    Schema schema = new Schema.Parser().parse(AVRO_SCHEMA);
    GenericRecord inner = new GenericData.Record(schema.getField("inner").schema());
    inner.put("x", 0.5);
    GenericRecord record = new GenericData.Record(schema);
    record.put("id", 5);
    record.put("name", "n");
    record.put("price", ByteBuffer.wrap(new BigDecimal("12.34").unscaledValue().toByteArray()));
    record.put("at", 1_500L);
    record.put("day", 10);
    record.put("tags", List.of("a", "b"));
    record.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "NEW"));
    record.put("inner", inner);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static FieldDescriptorProto field(int number, String name, Type type, Label label) {
    return FieldDescriptorProto.newBuilder()
        .setNumber(number)
        .setName(name)
        .setType(type)
        .setLabel(label)
        .build();
  }

  private static FieldDescriptorProto message(int number, String name, String type) {
    return field(number, name, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL).toBuilder()
        .setTypeName(type)
        .build();
  }

  /** What protoc writes for {@code shop.Order}. */
  public static String descriptorSet() {
    DescriptorProto inner =
        DescriptorProto.newBuilder()
            .setName("Inner")
            .addField(field(1, "x", Type.TYPE_INT32, Label.LABEL_OPTIONAL))
            .build();
    DescriptorProto order =
        DescriptorProto.newBuilder()
            .setName("Order")
            .addNestedType(inner)
            .addField(field(1, "id", Type.TYPE_UINT64, Label.LABEL_OPTIONAL))
            .addField(field(2, "name", Type.TYPE_STRING, Label.LABEL_OPTIONAL))
            .addField(field(3, "amount", Type.TYPE_DOUBLE, Label.LABEL_OPTIONAL))
            .addField(field(4, "tags", Type.TYPE_STRING, Label.LABEL_REPEATED))
            .addField(field(5, "raw", Type.TYPE_BYTES, Label.LABEL_OPTIONAL))
            .addField(message(6, "inner", ".shop.Order.Inner"))
            .addField(message(7, "at", ".google.protobuf.Timestamp"))
            .addField(message(8, "absent", ".shop.Order.Inner"))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("shop.proto")
            .setPackage("shop")
            .setSyntax("proto3")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(order)
            .build();
    return Base64.getEncoder()
        .encodeToString(
            FileDescriptorSet.newBuilder()
                .addFile(file)
                .addFile(TimestampProto.getDescriptor().toProto())
                .build()
                .toByteArray());
  }

  /** The plan's part on it. */
  public static Decoding.Protobuf protobufPlan() {
    return new Decoding.Protobuf(descriptorSet(), "shop.Order");
  }

  static PayloadRows protobuf(Evolution evolution) {
    return Decoders.of(
        new Decoding(Decoding.Format.PROTOBUF, null, null, protobufPlan(), List.of(), evolution));
  }

  static byte[] bytes() {
    return new byte[] {1, 2};
  }

  /** A message of it. */
  public static DynamicMessage message() {
    Descriptor type = MessageTypes.find(protobufPlan());
    Descriptor inner = type.findNestedTypeByName("Inner");
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("id"), -1L)
        .setField(type.findFieldByName("name"), "n")
        .addRepeatedField(type.findFieldByName("tags"), "a")
        .setField(type.findFieldByName("raw"), ByteString.copyFrom(bytes()))
        .setField(
            type.findFieldByName("inner"),
            DynamicMessage.newBuilder(inner).setField(inner.findFieldByName("x"), 7).build())
        .setField(type.findFieldByName("at"), timestamp(type))
        .build();
  }

  private static DynamicMessage timestamp(Descriptor type) {
    try {
      return DynamicMessage.parseFrom(
          type.findFieldByName("at").getMessageType(),
          Timestamp.newBuilder().setSeconds(1).setNanos(500_000_000).build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
