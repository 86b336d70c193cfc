package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.decode.Decoders;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.decode.Samples;
import dev.lakehouse.kinesis.table.DeadLetterFiles;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.ReplayTarget;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Decoding.Format;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import io.delta.kernel.engine.Engine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Dead letters whose format is mended, on real tables, stopped and disturbed at every commit. */
class DeadLetterReplayTest {
  private static final String SHARD = "shardId-000000000000";

  /** What was read as JSON were texts. */
  private static final Decoding BROKEN = Decoding.json(List.of(), Evolution.ADD_COLUMNS);

  private static final Decoding MENDED =
      new Decoding(Format.TEXT, null, null, null, List.of(), Evolution.ADD_COLUMNS);

  private static final byte[] NO_TEXT = {(byte) 0xff, 1};

  @TempDir private Path folder;

  /** The tables of one case. */
  private final class Case {
    private final Engine engine;
    private final String bronze;
    private final Decoding broken;
    private long sequence;

    Case(String name, Decoding broken) {
      this.broken = broken;
      engine = LakeAccess.engine(new Lake(folder.toString(), null, null, Endpoints.AWS));
      bronze = folder.resolve(name).toString();
    }

    Case(String name) {
      this(name, BROKEN);
      ingest("a".getBytes(StandardCharsets.UTF_8), NO_TEXT);
      ingest("b".getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8));
      ingest(NO_TEXT);
    }

    void ingest(byte[]... payloads) {
      PayloadRows rows = Decoders.of(broken);
      Ingestion ingestion =
          new Ingestion(
              new DeltaTable(engine, bronze, rows.layout(), "s", () -> null),
              new DeltaTable(
                  engine, dead(), RowColumns.fixed(DeadLetterColumns.SCHEMA), "s", () -> null),
              rows,
              Clock.systemUTC());
      ingestion.shards().list(List.of(new ShardInfo(SHARD, List.of())));
      List<StreamRecord> records = new ArrayList<>();
      Position from = ingestion.shards().position(SHARD);
      for (byte[] payload : payloads) {
        BigInteger number = BigInteger.valueOf(++sequence);
        records.add(new StreamRecord(number, "k", Instant.EPOCH, payload));
      }
      ingestion.accept(new Fetched(SHARD, from, records, false, 0));
      ingestion.commit();
    }

    String dead() {
      return bronze + "_dead";
    }

    DeadLetterReplay.Outcome replay(Engine on) {
      return new DeadLetterReplay(
              () -> new DeadLetterFiles(on, dead(), DeadLetterColumns.SCHEMA),
              () -> Decoders.of(MENDED),
              rows -> new ReplayTarget(on, bronze, rows.layout()),
              Clock.systemUTC())
          .run();
    }

    /** Each readable letter stands in the table once, the others where they were. */
    void assertMoved(String... texts) {
      assertThat(TableReader.rows(bronze))
          .extracting(row -> row.get("value"))
          .filteredOn(value -> value != null)
          .containsExactlyInAnyOrder((Object[]) texts);
      assertThat(TableReader.rows(bronze)).hasSize(texts.length + 1);
      assertThat(TableReader.rows(dead()))
          .hasSize(2)
          .allSatisfy(row -> assertThat((byte[]) row.get("payload_binary")).isEqualTo(NO_TEXT));
      assertThat(state(bronze, Decoders.of(MENDED).layout()).rows()).isEqualTo(texts.length + 1);
      assertThat(state(dead(), RowColumns.fixed(DeadLetterColumns.SCHEMA)).rows()).isEqualTo(2);
    }

    private TableState state(String path, RowColumns columns) {
      return new DeltaTable(engine, path, columns, "s", () -> null).load();
    }
  }

  /** Runs something around the commit of that number, from 0 on. */
  private static Engine disturbed(
      Engine engine, AtomicInteger countdown, Runnable before, Runnable after) {
    Object json =
        intercept(
            engine.getJsonHandler(),
            io.delta.kernel.engine.JsonHandler.class,
            "writeJsonFileAtomically",
            countdown,
            before,
            after);
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) ->
                method.getName().equals("getJsonHandler")
                    ? json
                    : method.invoke(engine, arguments));
  }

  private static Object intercept(
      Object of,
      Class<?> type,
      String name,
      AtomicInteger countdown,
      Runnable before,
      Runnable after) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          boolean now = method.getName().equals(name) && countdown.getAndDecrement() == 0;
          try {
            if (now) {
              before.run();
            }
            Object result = method.invoke(of, arguments);
            if (now) {
              after.run();
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static void die() {
    throw new Killed();
  }

  @Test
  void movesWhatIsReadableByNowAndLeavesTheRest() {
    Case tables = new Case("plain");
    assertThat(TableReader.rows(tables.dead())).hasSize(4);
    DeadLetterReplay.Outcome outcome = tables.replay(tables.engine);
    assertThat(outcome.moved()).isEqualTo(2);
    assertThat(outcome.left()).isEqualTo(2);
    tables.assertMoved("a", "b");
    assertThat(tables.replay(tables.engine).moved()).isZero();
    assertThat(TableReader.rows(tables.bronze))
        .filteredOn(row -> "b".equals(row.get("value")))
        .allSatisfy(row -> assertThat((String) row.get("_sequence")).endsWith("0003"));
  }

  @Test
  void movesEachOnceWhereverItIsKilled() {
    for (boolean after : new boolean[] {false, true}) {
      boolean killed = true;
      int commit = 0;
      for (; killed; commit++) {
        Case tables = new Case("killed-" + after + commit);
        AtomicInteger countdown = new AtomicInteger(commit);
        Runnable nothing = () -> {};
        Engine dying =
            disturbed(
                tables.engine,
                countdown,
                after ? nothing : DeadLetterReplayTest::die,
                after ? DeadLetterReplayTest::die : nothing);
        killed = false;
        try {
          tables.replay(dying);
        } catch (Killed e) {
          killed = true;
        }
        tables.replay(tables.engine);
        tables.assertMoved("a", "b");
      }
      assertThat(commit).as("commits of a replay").isGreaterThan(6);
    }
  }

  @Test
  void movesEachOnceWhereverAnotherReplayComesInBetween() {
    boolean disturbed = true;
    for (int commit = 0; disturbed; commit++) {
      Case tables = new Case("two-" + commit);
      AtomicInteger countdown = new AtomicInteger(commit);
      tables.replay(
          disturbed(tables.engine, countdown, () -> tables.replay(tables.engine), () -> {}));
      disturbed = countdown.get() < 0;
      tables.assertMoved("a", "b");
    }
  }

  @Test
  void goesOnWithWhatAConsumerBuriesMeanwhile() {
    for (int commit = 0; commit < 4; commit++) {
      Case tables = new Case("consumer-" + commit);
      byte[] late = "c".getBytes(StandardCharsets.UTF_8);
      tables.replay(
          disturbed(tables.engine, new AtomicInteger(commit), () -> tables.ingest(late), () -> {}));
      tables.replay(tables.engine);
      tables.assertMoved("a", "b", "c");
    }
  }

  @Test
  void isACommandOfTheConsumer() {
    Decoding.Avro avro = new Decoding.Avro(Samples.AVRO_SCHEMA, Decoding.AvroHeader.NONE);
    Case tables =
        new Case(
            "bronze/orders",
            new Decoding(
                Format.AVRO,
                null,
                avro,
                null,
                List.of(new ColumnType("id", "bigint"), new ColumnType("text", "string")),
                Evolution.RESCUE));
    tables.ingest("{\"id\":7,\"text\":\"x\"}".getBytes(StandardCharsets.UTF_8), NO_TEXT);
    Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
    Path plan = TestStream.plan(lake, "s", folder, 1_000);
    assertThat(
            new CommandLine(new Consumer())
                .execute("--plan", plan.toString(), "--replay-dead-letters"))
        .isZero();
    assertThat(TableReader.rows(tables.bronze))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("id", 7L).containsEntry("text", "x"));
    assertThat(TableReader.rows(tables.dead())).hasSize(1);
    assertThat(
            new CommandLine(new Consumer())
                .execute("--plan", folder.resolve("none").toString(), "--replay-dead-letters"))
        .isEqualTo(2);
  }
}
