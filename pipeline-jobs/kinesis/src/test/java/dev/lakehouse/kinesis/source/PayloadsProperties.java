package dev.lakehouse.kinesis.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PayloadsProperties {
  private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

  private static StreamRecord record(byte[] data) {
    return new StreamRecord(BigInteger.valueOf(42), "a", Instant.EPOCH, data);
  }

  /** As the producer's library writes it: each record with a key of its own and a hash key. */
  private static byte[] aggregated(List<byte[]> payloads) throws Exception {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(message);
    for (int i = 0; i < payloads.size(); i++) {
      out.writeString(1, "key-" + i);
    }
    out.writeString(2, "17");
    for (int i = 0; i < payloads.size(); i++) {
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      CodedOutputStream of = CodedOutputStream.newInstance(one);
      of.writeUInt64(1, i);
      of.writeUInt64(2, 0);
      of.writeByteArray(3, payloads.get(i));
      of.flush();
      out.writeByteArray(3, one.toByteArray());
    }
    out.flush();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    all.writeBytes(message.toByteArray());
    all.writeBytes(MessageDigest.getInstance("MD5").digest(message.toByteArray()));
    return all.toByteArray();
  }

  @Example
  void whatIsPackedInOneRecordGrowsNoFurtherTogetherThanAlone() throws Exception {
    byte[] packed = gzip(new byte[6 << 20]);
    List<StreamRecord> records =
        Payloads.of(record(aggregated(List.of(packed, packed, packed, packed))));
    assertThat(records)
        .extracting(each -> each.data().length)
        .as("two fit; the others stay packed, for the dead letters")
        .containsExactly(6 << 20, 6 << 20, packed.length, packed.length);
  }

  private static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    }
    return out.toByteArray();
  }

  @Property(tries = 200)
  void whatWasPackedComesOutInOrder(@ForAll @Size(max = 20) List<byte[]> payloads)
      throws Exception {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      byte[] data = payloads.get(i);
      sent.add(i % 3 == 0 ? data : i % 3 == 1 ? gzip(data) : Zstd.compress(data));
    }
    List<StreamRecord> records = Payloads.of(record(aggregated(sent)));
    assertThat(records).hasSameSizeAs(payloads);
    for (int i = 0; i < records.size(); i++) {
      StreamRecord one = records.get(i);
      assertThat(one.data()).isEqualTo(payloads.get(i));
      assertThat(one.partitionKey()).isEqualTo("key-" + i);
      assertThat(one.sequence()).isEqualTo(BigInteger.valueOf(42));
      assertThat(one.place()).isEqualTo(".%06d".formatted(i));
    }
  }

  @Property(tries = 500)
  void whatOnlyLooksPackedStaysAsItCame(@ForAll byte[] rest, @ForAll int kind) {
    byte[][] beginnings = {
      MAGIC, {0x1f, (byte) 0x8b, 0x08}, {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}
    };
    byte[] begin = beginnings[Math.floorMod(kind, 3)];
    byte[] data = Arrays.copyOf(begin, begin.length + rest.length);
    System.arraycopy(rest, 0, data, begin.length, rest.length);
    assertThat(Payloads.of(record(data)))
        .singleElement()
        .satisfies(one -> assertThat(one.data()).isEqualTo(data))
        .satisfies(one -> assertThat(one.place()).isEmpty());
  }

  @Example
  void aMessageOfTheDigestButNotOfTheFormatStaysAsItCame() throws Exception {
    byte[] message = "no protobuf".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    all.writeBytes(message);
    all.writeBytes(MessageDigest.getInstance("MD5").digest(message));
    assertThat(Payloads.of(record(all.toByteArray()))).hasSize(1);
  }

  @Example
  void aBombStaysPacked() {
    byte[] bomb = Zstd.compress(new byte[Payloads.LARGEST + 1]);
    assertThat(Payloads.of(record(bomb)).get(0).data()).isEqualTo(bomb);
    byte[] large = Zstd.compress(new byte[Payloads.LARGEST]);
    assertThat(Payloads.of(record(large)).get(0).data()).hasSize(Payloads.LARGEST);
  }
}
