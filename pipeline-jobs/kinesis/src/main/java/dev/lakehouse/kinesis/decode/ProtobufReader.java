package dev.lakehouse.kinesis.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lakehouse.plan.Decoding.Protobuf;

/**
 * Protobuf messages of one type. A field that the type does not have is named {@code #NUMBER}. A
 * scalar that proto3 does not tell from its default is that default.
 */
final class ProtobufReader implements PayloadReader {
  private final Descriptor type;

  /**
   * Reads messages of that type.
   *
   * @throws IllegalArgumentException when there is no such type
   */
  ProtobufReader(Protobuf protobuf) {
    type = MessageTypes.find(protobuf);
  }

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    DynamicMessage message;
    try {
      message = DynamicMessage.parseFrom(type, payload);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedPayloadException("no message " + type.getFullName());
    }
    for (FieldDescriptor field : type.getFields()) {
      if (!field.hasPresence() || message.hasField(field)) {
        row.field(field.getName(), ProtobufValues.raw(message, field));
      }
    }
    message
        .getUnknownFields()
        .asMap()
        .forEach((number, values) -> row.unknown("#" + number, ProtobufValues.unknown(values)));
  }
}
