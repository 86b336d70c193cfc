package dev.lakehouse.kinesis.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTableTest {
  private static final String A = "shardId-000000000000";
  private static final String B = "shardId-000000000001";
  private static final StructType SCHEMA =
      new StructType().add("n", LongType.LONG).add("text", StringType.STRING);

  @TempDir private Path folder;
  private String path;

  @BeforeEach
  void path() {
    path = folder.resolve("bronze/orders").toString();
  }

  private DeltaTable table(Instant since) {
    return table("orders", since);
  }

  private DeltaTable table(String stream, Instant since) {
    return table(RowColumns.fixed(SCHEMA), stream, since);
  }

  private DeltaTable table(RowColumns columns, String stream, Instant since) {
    Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
    return new DeltaTable(LakeAccess.engine(lake), path, columns, stream, () -> since);
  }

  private static Mark mark(long sequence, long rows) {
    return new Mark(BigInteger.valueOf(sequence), rows);
  }

  private static List<Object[]> rows(long... numbers) {
    List<Object[]> rows = new ArrayList<>();
    for (long number : numbers) {
      rows.add(new Object[] {number, "t" + number});
    }
    return rows;
  }

  private List<Object> numbers() {
    return TableReader.rows(path).stream().map(row -> row.get("n")).toList();
  }

  @Test
  void keepsRowsAndMarksTogether() {
    DeltaTable table = table(null);
    TableState empty = table.load();
    assertThat(empty.marks()).isEmpty();
    assertThat(empty.position(A)).isEqualTo(new Position.TrimHorizon());

    table.append(empty, rows(1, 2), Map.of(A, mark(20, 1), B, mark(7, 1)));
    TableState one = table.load();
    long version = table.append(one, rows(3), Map.of(A, mark(30, 2))).version();

    TableState loaded = table(null).load();
    assertThat(loaded.marks()).isEqualTo(Map.of(A, mark(30, 2), B, mark(7, 1)));
    assertThat(loaded.version()).isEqualTo(version);
    assertThat(loaded.rows()).isEqualTo(3);
    assertThat(loaded.position(A)).isEqualTo(new Position.After(BigInteger.valueOf(30)));
    assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  /** Else each query reads each file, and upkeep looks into each again. */
  @Test
  void filesTellTheNumberAndTheBoundsOfTheirRows() throws IOException {
    StructType columns =
        new StructType()
            .add("n", LongType.LONG)
            .add("text", StringType.STRING)
            .add("at", TimestampType.TIMESTAMP)
            .add("day", DateType.DATE)
            .add("price", DoubleType.DOUBLE)
            .add("nothing", StringType.STRING);
    DeltaTable table = table(RowColumns.fixed(columns), "orders", null);
    List<Object[]> rows =
        List.of(
            new Object[] {1L, "a", 1_000_000L, 1, 1.5, null},
            new Object[] {2L, null, 2_000_000L, 2, 2.5, null});
    long version = table.append(table.load(), rows, Map.of(A, mark(20, 2))).version();

    JsonNode stats = null;
    for (String line :
        Files.readAllLines(Path.of(path, "_delta_log", "%020d.json".formatted(version)))) {
      JsonNode added = new ObjectMapper().readTree(line).path("add");
      stats =
          added.isMissingNode() ? stats : new ObjectMapper().readTree(added.path("stats").asText());
    }
    assertThat(stats.path("numRecords").asLong()).isEqualTo(2);
    assertThat(stats.path("nullCount").toString())
        .isEqualTo("{\"n\":0,\"text\":1,\"at\":0,\"day\":0,\"price\":0,\"nothing\":2}");
    assertThat(stats.path("minValues").fieldNames())
        .toIterable()
        .contains("n", "text", "at", "day", "price");
  }

  /** What upkeep commits: files put together, and statistics of a file that is there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void commitsOnTopOfUpkeepThatCameBetween(boolean compacts) throws IOException {
    DeltaTable table = table(null);
    TableState empty = table.load();
    table.append(empty, rows(1, 2), Map.of(A, mark(20, 2)));
    TableState seen = table.load();
    upkeep(seen.version(), compacts);

    long version = table.append(seen, rows(3), Map.of(A, mark(30, 3))).version();
    assertThat(version).isEqualTo(seen.version() + 2);
    assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(table(null).load().marks()).isEqualTo(Map.of(A, mark(30, 3)));
  }

  /** The commit after that version, as OPTIMIZE or a gathering of statistics makes it. */
  private void upkeep(long version, boolean compacts) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Path log = Path.of(path, "_delta_log");
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"%s\",\"operationParameters\":{}}}"
            .formatted(compacts ? "OPTIMIZE" : "COMPUTE STATS"));
    for (String line : Files.readAllLines(log.resolve("%020d.json".formatted(version)))) {
      if (mapper.readTree(line).path("add") instanceof ObjectNode add) {
        add.put("dataChange", false);
        if (compacts) {
          String old = add.path("path").asText();
          String together = "together.parquet";
          Files.copy(Path.of(path, old), Path.of(path, together));
          lines.add(
              "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":false}}"
                  .formatted(old));
          add.put("path", together);
        }
        lines.add("{\"add\":" + add + "}");
      }
    }
    assertThat(lines).hasSize(compacts ? 3 : 2);
    Files.write(log.resolve("%020d.json".formatted(version + 1)), lines);
  }

  @Test
  void movesMarksWithoutRows() {
    DeltaTable table = table(null);
    table.append(table.load(), List.of(), Map.of(A, mark(5, 0)));
    assertThat(table(null).load().marks()).isEqualTo(Map.of(A, mark(5, 0)));
    assertThat(numbers()).isEmpty();
  }

  @Test
  void ofTwoThatMoveOneMarkTheSecondIsRefused() {
    DeltaTable first = table(null);
    DeltaTable second = table(null);
    TableState base = first.load();
    TableState secondBase = second.load();
    first.append(base, rows(1), Map.of(A, mark(1, 1)));

    // It commits from the version it knows: Delta finds the conflict.
    assertThatThrownBy(() -> second.append(secondBase, rows(1), Map.of(A, mark(1, 1))))
        .isInstanceOf(StaleStateException.class);
    // It commits from the newest version with what it knew before: the marks differ.
    assertThatThrownBy(() -> second.append(secondBase, rows(1), Map.of(A, mark(1, 1))))
        .isInstanceOf(StaleStateException.class);
    assertThat(numbers()).containsExactly(1L);
  }

  @Test
  void twoThatMoveDifferentMarksBothCommit() {
    DeltaTable first = table(null);
    DeltaTable second = table(null);
    TableState base = first.load();
    TableState secondBase = second.load();
    first.append(base, rows(1), Map.of(A, mark(1, 1)));
    second.append(secondBase, rows(2), Map.of(B, mark(1, 1)));
    assertThat(table(null).load().marks()).containsOnlyKeys(A, B);
    assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void remembersWhereReadingBegan() {
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    table(since).load();
    TableState later = table(Instant.parse("2026-02-02T00:00:00Z")).load();
    assertThat(later.position(B)).isEqualTo(new Position.At(since));
  }

  @Test
  void keepsMarksOfTwoStreamsApart() {
    DeltaTable orders = table("orders", null);
    orders.append(orders.load(), rows(1), Map.of(A, mark(9, 1)));
    DeltaTable other = table("orders-v2", null);
    TableState begun = other.load();
    assertThat(begun.marks()).isEmpty();
    other.append(begun, rows(2), Map.of(A, mark(1, 1)));
    assertThat(table("orders", null).load().marks()).isEqualTo(Map.of(A, mark(9, 1)));
    assertThat(numbers()).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void refusesATableOfOtherColumns() {
    table(null).load();
    Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
    DeltaTable other =
        new DeltaTable(
            LakeAccess.engine(lake),
            path,
            RowColumns.fixed(new StructType().add("n", StringType.STRING)),
            "orders",
            () -> null);
    assertThatThrownBy(other::load)
        .isInstanceOf(SchemaMismatchException.class)
        .hasMessageContaining("spec.schema.columns");
  }

  @Test
  void writesCheckpointsSoTheLogStaysQuickToRead() {
    DeltaTable table = table(null);
    TableState state = table.load();
    for (int i = 1; i <= 12; i++) {
      table.append(state, rows(i), Map.of(A, mark(i, i)));
      state = table.load();
    }
    assertThat(Path.of(path, "_delta_log", "_last_checkpoint")).exists();
    assertThat(Files.exists(Path.of(path, "_delta_log", "%020d.json".formatted(12)))).isTrue();
    assertThat(table(null).load().marks()).isEqualTo(Map.of(A, mark(12, 12)));
    assertThat(numbers()).hasSize(12);
  }
}
