package dev.lakehouse.kinesis.source;

import com.github.luben.zstd.ZstdInputStream;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The payloads of a record as producers meant them: those that a producer's library put into one
 * record, and what gzip or zstd packed. Both say what they are by their first bytes; what only
 * looks like it stays as it came.
 */
final class Payloads {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 0x08};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  /**
   * What is packed in a record may not grow beyond it, all of it together: a record is at most 10
   * MiB, a bomb is no payload.
   */
  static final int LARGEST = 16 << 20;

  private Payloads() {}

  /** The records within that record, in their order; most often it alone. */
  static List<StreamRecord> of(StreamRecord record) {
    List<StreamRecord> records = new ArrayList<>();
    int room = LARGEST;
    for (StreamRecord packed : Aggregated.split(record)) {
      StreamRecord inflated = inflated(packed, room);
      if (inflated != packed) {
        room -= inflated.data().length;
      }
      records.add(inflated);
    }
    return records;
  }

  private static StreamRecord inflated(StreamRecord record, int most) {
    byte[] data = record.data();
    try {
      if (startsWith(data, GZIP)) {
        return record.with(read(new GZIPInputStream(new ByteArrayInputStream(data)), most));
      }
      if (startsWith(data, ZSTD)) {
        return record.with(read(new ZstdInputStream(new ByteArrayInputStream(data)), most));
      }
    } catch (IOException e) {
      // It only looks packed, or it is cut: whoever reads it says what is wrong with it.
    }
    return record;
  }

  private static byte[] read(InputStream packed, int most) throws IOException {
    try (packed) {
      byte[] data = packed.readNBytes(most + 1);
      if (data.length > most) {
        throw new IOException("larger than " + most + " bytes");
      }
      return data;
    }
  }

  static boolean startsWith(byte[] data, byte[] magic) {
    if (data.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (data[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
