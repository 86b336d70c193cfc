package dev.lakehouse.kinesis.source;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that the Kinesis Producer Library packed into one: four magic bytes, a protobuf message,
 * its MD5 (github.com/awslabs/amazon-kinesis-producer, aggregation-format.md). What does not bear
 * its own digest is no such record and stays as it is.
 *
 * <p>None is left out, unlike by the KCL, which drops the whole record when one of its keys lies
 * outside of the shard (as after a split) because the producer sends all of it again: other
 * producers don't, and a record sent twice is two records here.
 */
final class Aggregated {
  private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};
  private static final int DIGEST = 16;

  // Fields of AggregatedRecord, then of Record.
  private static final int PARTITION_KEYS = 1;
  private static final int RECORDS = 3;
  private static final int KEY_INDEX = 1;
  private static final int DATA = 3;

  private record Packed(int key, byte[] data) {}

  private Aggregated() {}

  /** The records within, numbered from 0 by their subsequence; else the record itself. */
  static List<StreamRecord> split(StreamRecord record) {
    byte[] data = record.data();
    int end = data.length - DIGEST;
    if (!Payloads.startsWith(data, MAGIC) || end < MAGIC.length || !bearsItsDigest(data, end)) {
      return List.of(record);
    }
    try {
      return split(record, CodedInputStream.newInstance(data, MAGIC.length, end - MAGIC.length));
    } catch (IOException | IndexOutOfBoundsException | ArithmeticException e) {
      return List.of(record);
    }
  }

  private static boolean bearsItsDigest(byte[] data, int end) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(data, MAGIC.length, end - MAGIC.length);
      return Arrays.equals(md5.digest(), 0, DIGEST, data, end, data.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  private static List<StreamRecord> split(StreamRecord record, CodedInputStream in)
      throws IOException {
    List<String> keys = new ArrayList<>();
    List<Packed> packed = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case PARTITION_KEYS -> keys.add(in.readStringRequireUtf8());
        case RECORDS -> packed.add(packed(in.readByteArray()));
        default -> in.skipField(tag);
      }
    }
    List<StreamRecord> records = new ArrayList<>(packed.size());
    for (Packed one : packed) {
      records.add(record.part(records.size(), keys.get(one.key), one.data));
    }
    return records;
  }

  private static Packed packed(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int key = 0;
    byte[] data = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case KEY_INDEX -> key = Math.toIntExact(in.readUInt64());
        case DATA -> data = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    return new Packed(key, data);
  }
}
