package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Decoding.Format;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.hadoop.fs.FileUtil;

/**
 * Payloads of any bytes, most of them broken ones of the format: none makes the consumer fail, and
 * each record stands in exactly one place, in the table or in the dead letters, with what did not
 * fit in {@code _rescued}.
 */
class PayloadProperties {
  private static final String SHARD = "shardId-000000000000";
  private static final int RECORDS = 60;
  private static final List<ColumnType> COLUMNS =
      List.of(
          new ColumnType("id", "int"),
          new ColumnType("name", "string"),
          new ColumnType("price", "decimal(9,2)"),
          new ColumnType("at", "timestamp"),
          new ColumnType("inner", "struct<x:double>"),
          new ColumnType("tags", "array<string>"));

  /** What the payloads of a format are made of. */
  private static byte[] seed(Format format, Random random) {
    return switch (format) {
      case JSON -> utf8(json(random, 3));
      case DEBEZIUM ->
          utf8(
              "{\"op\":\"u\",\"after\":%s,\"source\":{\"connector\":\"postgresql\",\"lsn\":5}}"
                  .formatted(json(random, 2)));
      case CSV -> utf8("5,\"n \"\"x\"\"\"," + random.nextInt() + ".5,1970-01-01T00:00:01Z,{},[]");
      case AVRO -> Samples.avroDatum();
      case PROTOBUF -> Samples.message().toByteArray();
      case TEXT, BYTES -> utf8("täxt");
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(Random random, int depth) {
    String[] names = {
      "id", "name", "price", "at", "inner", "tags", "x", "ID", "_shard", "ü", "a b"
    };
    StringBuilder text = new StringBuilder("{");
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append('"').append(names[random.nextInt(names.length)]).append("\":");
      text.append(value(random, depth)).append(i > 1 ? "," : "");
    }
    return text.append('}').toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 9)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> Integer.toString(random.nextInt());
      case 3 -> random.nextLong() + "" + random.nextInt(1 << 20);
      case 4 -> "1e" + random.nextInt();
      case 5 -> random.nextInt(1_000) + "." + random.nextInt(1_000);
      case 6 -> "\"\\u00e9\\ud83d\"";
      case 7 -> "\"1970-01-01T00:00:01Z\"";
      case 8 -> "\"" + random.nextInt(99) + "\"";
      case 9 -> json(random, depth - 1);
      default -> "[" + value(random, depth - 1) + "," + json(random, depth - 1) + "]";
    };
  }

  private static byte[] payload(Format format, Random random) {
    byte[] data = seed(format, random);
    if (random.nextInt(10) == 0) {
      data = new byte[random.nextInt(50)];
      random.nextBytes(data);
    }
    for (int i = random.nextInt(4); i > 0 && data.length > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> data[random.nextInt(data.length)] = (byte) random.nextInt();
        case 1 -> data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> data = Arrays.copyOf(data, random.nextInt(data.length + 1));
        default -> data = Arrays.copyOf(data, data.length + random.nextInt(9));
      }
    }
    return data;
  }

  private static PayloadRows rows(Format format, boolean declared, Evolution evolution) {
    boolean single = format == Format.TEXT || format == Format.BYTES;
    List<ColumnType> columns = single || !declared && format != Format.CSV ? List.of() : COLUMNS;
    return Decoders.of(
        new Decoding(
            format,
            new Decoding.Csv(",", "\"", ""),
            new Decoding.Avro(Samples.AVRO_SCHEMA, Decoding.AvroHeader.NONE),
            Samples.protobufPlan(),
            columns,
            evolution));
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void eachRecordStandsInOnePlace(
      @ForAll Format format, @ForAll boolean declared, @ForAll long seed) {
    Random random = new Random(seed);
    List<StreamRecord> records = new ArrayList<>();
    for (int i = 1; i <= RECORDS; i++) {
      byte[] data = payload(format, random);
      records.add(new StreamRecord(BigInteger.valueOf(i), "k", Instant.EPOCH, data));
    }
    Evolution evolution = declared ? Evolution.RESCUE : Evolution.ADD_COLUMNS;
    // Tombstones and the like stand nowhere.
    PayloadRows other = rows(format, declared, evolution);
    records.removeIf(
        record ->
            other.bronze(SHARD, record, Instant.EPOCH)
                instanceof dev.lakehouse.kinesis.core.Decoded.Nothing);
    assertThat(format == Format.DEBEZIUM || records.size() == RECORDS).isTrue();
    Path folder = folder();
    try {
      ingest(folder, records, rows(format, declared, evolution));
      addUp(folder, records);
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("payloads");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ingest(Path folder, List<StreamRecord> records, PayloadRows rows) {
    Ingestion ingestion =
        new Ingestion(
            table(folder, "t", rows.layout()),
            table(folder, "t_dead", RowColumns.fixed(DeadLetterColumns.SCHEMA)),
            rows,
            Clock.systemUTC());
    ingestion.shards().list(List.of(new ShardInfo(SHARD, List.of())));
    ingestion.accept(new Fetched(SHARD, new Position.TrimHorizon(), records, false, 0));
    assertThat(ingestion.commit().lost()).isEmpty();
    long good = TableReader.rows(folder.resolve("t").toString()).size();
    assertThat(ingestion.newest().rows()).isEqualTo(good);
    assertThat(ingestion.newest().rescued())
        .isEqualTo(
            TableReader.rows(folder.resolve("t").toString()).stream()
                .filter(row -> row.get("_rescued") != null)
                .count());
    assertThat(ingestion.deadState().rows()).isEqualTo(records.size() - good);
  }

  private static DeltaTable table(Path folder, String name, RowColumns columns) {
    Engine engine = LakeAccess.engine(new Lake(folder.toString(), null, null, Endpoints.AWS));
    return new DeltaTable(engine, folder.resolve(name).toString(), columns, "s", () -> null);
  }

  private static void addUp(Path folder, List<StreamRecord> records) {
    Set<BigInteger> seen = new HashSet<>();
    Map<BigInteger, byte[]> data = new HashMap<>();
    records.forEach(record -> data.put(record.sequence(), record.data()));
    for (Map<String, Object> row : TableReader.rows(folder.resolve("t").toString())) {
      assertThat(seen.add(new BigInteger((String) row.get("_sequence")))).isTrue();
    }
    for (Map<String, Object> row : TableReader.rows(folder.resolve("t_dead").toString())) {
      BigInteger sequence = new BigInteger((String) row.get("_sequence"));
      assertThat(seen.add(sequence)).isTrue();
      byte[] kept =
          row.get("payload") == null
              ? (byte[]) row.get("payload_binary")
              : utf8((String) row.get("payload"));
      assertThat(kept).isEqualTo(data.get(sequence));
      assertThat((String) row.get("reason")).isNotBlank();
    }
    assertThat(seen).hasSize(records.size());
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void failStopsOrTakesTheRecordWhole(@ForAll Format format, @ForAll long seed) {
    Random random = new Random(seed);
    PayloadRows rows = rows(format, true, Evolution.FAIL);
    StreamRecord record =
        new StreamRecord(BigInteger.TWO, "k", Instant.EPOCH, payload(format, random));
    try {
      if (rows.bronze(SHARD, record, Instant.EPOCH)
          instanceof dev.lakehouse.kinesis.core.Decoded.Row row) {
        assertThat(row.rescued()).isFalse();
      }
    } catch (dev.lakehouse.kinesis.core.UnfitRecordException e) {
      assertThat(e).hasMessageContaining("The record 2 of " + SHARD);
    }
  }
}
