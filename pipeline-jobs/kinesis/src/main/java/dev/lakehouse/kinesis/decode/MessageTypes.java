package dev.lakehouse.kinesis.decode;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lakehouse.plan.Decoding.Protobuf;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds a message type in a descriptor set. */
final class MessageTypes {
  private final Map<String, FileDescriptorProto> files = new HashMap<>();
  private final Map<String, FileDescriptor> built = new HashMap<>();

  private MessageTypes(FileDescriptorSet set) {
    set.getFileList().forEach(file -> files.put(file.getName(), file));
  }

  /**
   * The type.
   *
   * @throws IllegalArgumentException when the set is none, or has no such message
   */
  static Descriptor find(Protobuf protobuf) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(protobuf.descriptorSet());
      MessageTypes types = new MessageTypes(FileDescriptorSet.parseFrom(bytes));
      for (String file : List.copyOf(types.files.keySet())) {
        types.build(file);
      }
      return types.built.values().stream()
          .map(file -> find(file, protobuf.message()))
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "spec.kinesis.protobuf.descriptorSet has no message %s: write its full name, with its package"
                          .formatted(protobuf.message())));
    } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
      throw new IllegalArgumentException(
          "spec.kinesis.protobuf.descriptorSet is no descriptor set: make it with protoc --include_imports --descriptor_set_out=FILE and write its base64 (%s)"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static Descriptor find(FileDescriptor file, String name) {
    String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    if (!name.startsWith(prefix)) {
      return null;
    }
    String[] path = name.substring(prefix.length()).split("[.]");
    Descriptor type = file.findMessageTypeByName(path[0]);
    for (int i = 1; type != null && i < path.length; i++) {
      type = type.findNestedTypeByName(path[i]);
    }
    return type;
  }

  private FileDescriptor build(String name) throws DescriptorValidationException {
    FileDescriptor done = built.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto file = files.remove(name);
    if (file == null) {
      throw new IllegalArgumentException(
          "spec.kinesis.protobuf.descriptorSet lacks %s, which it imports: make it with protoc --include_imports"
              .formatted(name));
    }
    FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      imports[i] = build(file.getDependency(i));
    }
    FileDescriptor descriptor = FileDescriptor.buildFrom(file, imports);
    built.put(name, descriptor);
    return descriptor;
  }
}
