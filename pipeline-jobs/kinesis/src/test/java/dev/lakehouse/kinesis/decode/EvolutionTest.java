package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.SchemaHistory;
import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.SchemaMismatchException;
import dev.lakehouse.kinesis.table.TableReader;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that come later, on a real table: new fields, declared columns, several consumers. */
class EvolutionTest {
  @TempDir private Path folder;

  /** A consumer: its rows and the table as it sees it. */
  private final class Replica {
    private final String shard;
    private final PayloadRows rows;
    private final DeltaTable table;
    private TableState state;
    private long sequence;

    Replica(int number, Evolution evolution, ColumnType... columns) {
      shard = "shardId-%012d".formatted(number);
      rows = Decoders.of(Decoding.json(List.of(columns), evolution));
      Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
      table = new DeltaTable(LakeAccess.engine(lake), path(), rows.layout(), "s", () -> null);
      state = table.load();
    }

    List<Object[]> decode(String... payloads) {
      List<Object[]> made = new ArrayList<>();
      for (String payload : payloads) {
        byte[] data = payload.getBytes(StandardCharsets.UTF_8);
        StreamRecord record =
            new StreamRecord(BigInteger.valueOf(++sequence), "k", Instant.EPOCH, data);
        made.add(((Decoded.Row) rows.bronze(shard, record, Instant.EPOCH)).values());
      }
      return made;
    }

    void append(List<Object[]> made) {
      Mark mark = new Mark(BigInteger.valueOf(sequence), sequence);
      state = table.append(state, made, Map.of(shard, mark));
    }

    void write(String... payloads) {
      append(decode(payloads));
    }
  }

  private String path() {
    return folder.resolve("bronze/t").toString();
  }

  private List<List<Object>> rows(String... columns) {
    List<List<Object>> values = new ArrayList<>();
    for (Map<String, Object> row : TableReader.rows(path())) {
      List<Object> of = new ArrayList<>();
      for (String column : columns) {
        of.add(row.get(column));
      }
      values.add(of);
    }
    return values;
  }

  private static List<Object> list(Object... values) {
    return java.util.Arrays.asList(values);
  }

  private static ColumnType column(String name, String type) {
    return new ColumnType(name, type);
  }

  @Test
  void newFieldsBecomeColumnsWithTheRowsThatHaveThem() {
    Replica replica = new Replica(1, Evolution.ADD_COLUMNS);
    replica.write(
        "{\"a\":1,\"b\":\"x\",\"nothing\":null}",
        "{\"c\":1.5,\"d\":true,\"e\":{\"f\":[1]},\"big\":99999999999999999999}");
    replica.write("{\"a\":\"no number\",\"A\":1,\"_shard\":\"forged\",\"new\":2}");
    assertThat(rows("a", "b", "c", "d", "e", "big", "new", "_rescued", "nothing"))
        .containsExactlyInAnyOrder(
            list(1L, "x", null, null, null, null, null, null, null),
            list(null, null, 1.5, true, "{\"f\":[1]}", "99999999999999999999", null, null, null),
            list(
                null,
                null,
                null,
                null,
                null,
                null,
                2L,
                "{\"a\":\"no number\",\"A\":1,\"_shard\":\"forged\"}",
                null));
    assertThat(TableReader.rows(path()).get(0)).doesNotContainKey("nothing");
    SchemaHistory history = replica.state.schema();
    assertThat(history.version()).isEqualTo(3);
    assertThat(history.changes())
        .extracting(SchemaHistory.Change::added)
        .containsExactly(List.of("a", "b", "c", "d", "e", "big"), List.of("new"));
    assertThat(new Replica(1, Evolution.ADD_COLUMNS).state.schema()).isEqualTo(history);
  }

  @Test
  void twoConsumersAddColumnsAtOnce() {
    Replica one = new Replica(1, Evolution.ADD_COLUMNS);
    Replica two = new Replica(2, Evolution.ADD_COLUMNS);
    List<Object[]> held = two.decode("{\"a\":2,\"c\":\"two\"}");
    one.write("{\"a\":1,\"b\":\"one\"}");
    assertThatThrownBy(() -> two.append(held)).isInstanceOf(StaleStateException.class);
    two.state = two.table.load();
    two.append(held);
    assertThat(rows("a", "b", "c"))
        .containsExactlyInAnyOrder(list(1L, "one", null), list(2L, null, "two"));
    one.state = one.table.load();
    one.write("{\"b\":\"again\"}");
    assertThat(rows("b")).hasSize(3).contains(list("again"));
  }

  @Test
  void aFieldThatTwoConsumersReadDifferentlyIsReadAgain() {
    Replica one = new Replica(1, Evolution.ADD_COLUMNS);
    Replica two = new Replica(2, Evolution.ADD_COLUMNS);
    List<Object[]> held = two.decode("{\"a\":\"text\"}");
    one.write("{\"a\":1}");
    assertThatThrownBy(() -> two.append(held)).isInstanceOf(StaleStateException.class);
    assertThatThrownBy(two.table::load).isInstanceOf(StaleStateException.class);
    new Replica(2, Evolution.ADD_COLUMNS).write("{\"a\":\"text\"}");
    assertThat(rows("a", "_rescued"))
        .containsExactlyInAnyOrder(list(1L, null), list(null, "{\"a\":\"text\"}"));
  }

  @Test
  void aColumnDeclaredLaterIsAddedUnderEachPolicy() {
    new Replica(1, Evolution.RESCUE, column("a", "int")).write("{\"a\":1,\"b\":\"x\"}");
    Replica later = new Replica(2, Evolution.RESCUE, column("b", "string"), column("a", "int"));
    later.write("{\"a\":2,\"b\":\"y\"}");
    new Replica(3, Evolution.FAIL, column("a", "int"), column("c", "date")).write("{\"c\":null}");
    assertThat(rows("a", "b", "c", "_rescued"))
        .containsExactlyInAnyOrder(
            list(1, null, null, "{\"b\":\"x\"}"),
            list(2, "y", null, null),
            list(null, null, null, null));
    assertThat(later.table.load().schema().version()).isEqualTo(3);
  }

  @Test
  void aColumnCanNotChangeItsType() {
    new Replica(1, Evolution.RESCUE, column("a", "int")).write("{\"a\":1}");
    assertThatThrownBy(() -> new Replica(1, Evolution.RESCUE, column("a", "bigint")))
        .isInstanceOf(SchemaMismatchException.class)
        .hasMessageContaining("'a integer'")
        .hasMessageContaining("'a long'")
        .hasMessageContaining("spec.schema.columns");
    assertThat(rows("a")).containsExactly(list(1));
  }

  @Test
  void nestedColumnsAreNative() {
    Replica replica =
        new Replica(
            1,
            Evolution.RESCUE,
            column("s", "struct<a:int,t:struct<d:decimal(5,2),at:timestamp>>"),
            column("l", "array<struct<n:bigint>>"),
            column("m", "map<string,array<double>>"));
    replica.write(
        "{\"s\":{\"a\":1,\"t\":{\"d\":1.5,\"at\":\"1970-01-01T00:00:01Z\",\"more\":7},\"x\":0},"
            + "\"l\":[{\"n\":1},null,{}],\"m\":{\"k\":[0.5,null],\"e\":[]}}",
        "{\"s\":null,\"l\":[{\"n\":\"no\"}],\"m\":{}}",
        "{}");
    assertThat(rows("s", "l", "m", "_rescued"))
        .containsExactlyInAnyOrder(
            list(
                list(1, list(new BigDecimal("1.50"), 1_000_000L)),
                list(list(1L), null, list((Object) null)),
                Map.of("k", list(0.5, null), "e", List.of()),
                "{\"s\":{\"t\":{\"more\":7},\"x\":0}}"),
            list(null, null, Map.of(), "{\"l\":[{\"n\":\"no\"}]}"),
            list(null, null, null, null));
  }
}
