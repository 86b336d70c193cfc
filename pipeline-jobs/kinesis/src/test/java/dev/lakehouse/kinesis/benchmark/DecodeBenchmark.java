package dev.lakehouse.kinesis.benchmark;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.decode.Decoders;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.decode.Samples;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Decoding.Format;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.FileUtil;

/**
 * Records from memory into a table on the local disk: how many a core decodes and how many it
 * writes, by format and size. Prints one line for each; takes about a minute. CPU time of the one
 * thread that does it, so that what else the machine does counts less.
 */
public final class DecodeBenchmark {
  private static final int COMMIT_ROWS = 100_000;
  private static final long COMMIT_BYTES = 128L << 20;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Random random = new Random(1);

  private record Kind(String name, Decoding decoding, List<byte[]> payloads) {}

  private DecodeBenchmark() {}

  public static void main(String[] words) throws IOException {
    System.out.printf(
        "%-14s %8s %8s %14s %14s %14s%n",
        "payload", "bytes", "rows", "decoded/s", "written/s", "both/s");
    new DecodeBenchmark().run();
  }

  private void run() throws IOException {
    for (Kind kind :
        List.of(
            json("json 100 B", 0),
            json("json 1 KB", 900),
            json("json 10 KB", 9_900),
            csv(),
            avro(),
            protobuf())) {
      measure(kind);
    }
  }

  private Kind json(String name, int padding) {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String text =
          "{\"order_id\":\"%08d\",\"amount\":%d.25,\"quantity\":%d,\"ordered_at\":\"2026-01-01T00:%02d:00Z\"%s}"
              .formatted(
                  i,
                  random.nextInt(1_000),
                  random.nextInt(10),
                  i % 60,
                  padding == 0 ? "" : ",\"note\":\"" + noise(padding) + "\"");
      payloads.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return new Kind(name, Decoding.json(columns(), Evolution.RESCUE), payloads);
  }

  private String noise(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36)).append(' ');
    }
    return text.substring(0, length);
  }

  private static List<ColumnType> columns() {
    return List.of(
        new ColumnType("order_id", "string"),
        new ColumnType("amount", "decimal(12,2)"),
        new ColumnType("quantity", "int"),
        new ColumnType("ordered_at", "timestamp"),
        new ColumnType("note", "string"));
  }

  private Kind csv() {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      payloads.add(
          "%08d,%d.25,%d,2026-01-01T00:%02d:00Z,\"a, b\""
              .formatted(i, random.nextInt(1_000), random.nextInt(10), i % 60)
              .getBytes(StandardCharsets.UTF_8));
    }
    Decoding.Csv form = new Decoding.Csv(",", "\"", "");
    return new Kind(
        "csv", new Decoding(Format.CSV, form, null, null, columns(), Evolution.RESCUE), payloads);
  }

  private static Kind avro() {
    Decoding.Avro avro = new Decoding.Avro(Samples.AVRO_SCHEMA, Decoding.AvroHeader.NONE);
    return new Kind(
        "avro",
        new Decoding(Format.AVRO, null, avro, null, List.of(), Evolution.ADD_COLUMNS),
        List.of(Samples.avroDatum()));
  }

  private static Kind protobuf() {
    return new Kind(
        "protobuf",
        new Decoding(
            Format.PROTOBUF, null, null, Samples.protobufPlan(), List.of(), Evolution.ADD_COLUMNS),
        List.of(Samples.message().toByteArray()));
  }

  private static void measure(Kind kind) throws IOException {
    Path folder = Files.createTempDirectory("decode-benchmark");
    try {
      PayloadRows rows = Decoders.of(kind.decoding());
      Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
      String path = folder.resolve("t").toString();
      DeltaTable table =
          new DeltaTable(LakeAccess.engine(lake), path, rows.layout(), "s", () -> null);
      measure(kind, rows, table);
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private static void measure(Kind kind, PayloadRows rows, DeltaTable table) {
    TableState state = table.load();
    int size = kind.payloads().get(0).length;
    int count = (int) Math.min(COMMIT_ROWS, COMMIT_BYTES / size);
    List<StreamRecord> records = records(kind, count);
    long decoding = Long.MAX_VALUE;
    long writing = Long.MAX_VALUE;
    for (int round = 1; round <= ROUNDS; round++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      List<Object[]> made = decode(records, rows);
      long decoded = THREADS.getCurrentThreadCpuTime();
      Mark mark = new Mark(BigInteger.valueOf(round), round);
      state = table.append(state, made, Map.of("shardId-000000000000", mark));
      // The first rounds are the compiler's; the best one is what the code can do.
      decoding = Math.min(decoding, decoded - begin);
      writing = Math.min(writing, THREADS.getCurrentThreadCpuTime() - decoded);
    }
    System.out.printf(
        "%-14s %8d %8d %,14.0f %,14.0f %,14.0f%n",
        kind.name(),
        size,
        count,
        count * 1e9 / decoding,
        count * 1e9 / writing,
        count * 1e9 / (decoding + writing));
  }

  /** As a read gives them. */
  private static List<StreamRecord> records(Kind kind, int count) {
    List<StreamRecord> records = new ArrayList<>(count);
    Instant now = Instant.now();
    for (int i = 0; i < count; i++) {
      byte[] data = kind.payloads().get(i % kind.payloads().size());
      String sequence = "4959033827149025660855969253836157109592157%013d".formatted(i);
      records.add(new StreamRecord(sequence, "key-" + i % 100, now, data));
    }
    return records;
  }

  private static List<Object[]> decode(List<StreamRecord> records, PayloadRows rows) {
    List<Object[]> made = new ArrayList<>(records.size());
    Instant now = Instant.now();
    for (StreamRecord record : records) {
      Decoded decoded = rows.bronze("shardId-000000000000", record, now);
      made.add(((Decoded.Row) decoded).values());
    }
    return made;
  }
}
