package dev.lakehouse.kinesis.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a commit reads of the log does not grow with it. */
class CommitCostTest {
  private static final String SHARD = "shardId-000000000000";
  private static final StructType SCHEMA = new StructType().add("n", LongType.LONG);

  /** Delta's default. */
  private static final int CHECKPOINT_EVERY = 10;

  /** The commits since the last checkpoint, that checkpoint, the note of it and a checksum. */
  private static final int AT_MOST = CHECKPOINT_EVERY + 3;

  @TempDir private Path folder;
  private CountingEngine engine;
  private int commits;

  @BeforeEach
  void engine() {
    engine =
        new CountingEngine(
            LakeAccess.engine(new Lake(folder.toString(), null, null, Endpoints.AWS)));
  }

  private DeltaTable table() {
    return new DeltaTable(
        engine, folder.resolve("t").toString(), RowColumns.fixed(SCHEMA), "s", () -> null);
  }

  private TableState commit(DeltaTable table, TableState state) {
    engine.reset();
    commits++;
    Mark mark = new Mark(BigInteger.valueOf(commits), commits);
    return table.append(state, List.of(new Object[][] {{(long) commits}}), Map.of(SHARD, mark));
  }

  private Path log(String name) {
    return folder.resolve("t/_delta_log").resolve(name);
  }

  @Test
  void aCommitReadsNothingAndACheckpointOnlyWhatCameSinceTheLast() {
    DeltaTable table = table();
    TableState state = table.load();
    for (int i = 1; i <= 4 * CHECKPOINT_EVERY; i++) {
      state = commit(table, state);
      if (i % CHECKPOINT_EVERY == 0) {
        assertThat(log("%020d.checkpoint.parquet".formatted(i))).exists();
        assertThat(engine.read).as("read for version %d", i).hasSizeLessThanOrEqualTo(AT_MOST);
        assertThat(engine.listed).as("listed for version %d", i).isLessThan(10);
      } else {
        assertThat(engine.read).as("read for version %d", i).isEmpty();
        assertThat(engine.listings).as("listings for version %d", i).isZero();
      }
      assertThat(log("%020d.crc".formatted(i))).exists();
      assertThat(state.version()).isEqualTo(i);
      assertThat(state.rows()).isEqualTo(i);
    }
    assertThat(log("00000000000000000000.crc")).exists();
    engine.reset();
    assertThat(table().load()).isEqualTo(state);
    assertThat(engine.read).hasSizeLessThanOrEqualTo(AT_MOST);
  }

  /** As where other writers leave none out, or a process died between a commit and its checksum. */
  @Test
  void aMissingChecksumIsMadeUpForOnce() throws IOException {
    DeltaTable first = table();
    TableState state = first.load();
    for (int i = 1; i <= CHECKPOINT_EVERY + 3; i++) {
      state = commit(first, state);
    }
    try (Stream<Path> files = Files.list(log("."))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
    DeltaTable next = table();
    state = next.load();
    state = commit(next, state);
    assertThat(engine.written).contains("%020d.crc".formatted(state.version()));
    for (int i = 0; i < 3; i++) {
      state = commit(next, state);
      assertThat(engine.read).as("read for version %d", state.version()).isEmpty();
    }
    assertThat(state.rows()).isEqualTo(commits);
  }

  /** What a commit costs is what it reads, lists and names in checkpoints. */
  @ParameterizedTest
  @CsvSource({"0, 10", "7500, 80", "25000, 200"})
  void commitsCostTheSameHoweverManyFilesTheTableHas(int files, int distance) {
    DeltaTable table = table();
    table.load();
    give(files);
    TableState state = table.load();
    List<Long> checkpoints = new ArrayList<>();
    long read = 0;
    long listed = 0;
    int count = 2 * distance;
    for (int i = 0; i < count; i++) {
      state = commit(table, state);
      read += engine.read.size();
      listed += engine.listed;
      if (engine.written.stream().anyMatch(name -> name.contains(".checkpoint."))) {
        checkpoints.add(state.version());
      }
    }
    assertThat(checkpoints).hasSize(2);
    assertThat(checkpoints.get(1) - checkpoints.get(0)).isEqualTo(distance);
    // Each commit once, by the checkpoint after it.
    assertThat(read).as("read").isLessThanOrEqualTo(count + 2L * AT_MOST);
    assertThat(listed).as("listed").isLessThanOrEqualTo(6L * count);
    engine.reset();
    assertThat(table().load()).isEqualTo(state);
    assertThat(engine.read).as("read by who opens it").hasSizeLessThanOrEqualTo(3);
  }

  /** Files that are in the log only, in one commit. */
  private void give(int files) {
    Snapshot snapshot =
        Table.forPath(engine, folder.resolve("t").toString()).getLatestSnapshot(engine);
    Transaction transaction = TransactionOn.rows(engine, snapshot);
    Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    List<DataFileStatus> given =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new DataFileStatus(
                        context.getTargetDirectory() + "/file-%d.parquet".formatted(i),
                        1_000,
                        0,
                        Optional.empty()))
            .toList();
    transaction.commit(
        engine,
        CloseableIterable.inMemoryIterable(
            Transaction.generateAppendActions(
                engine, state, Utils.toCloseableIterator(given.iterator()), context)));
  }

  @Property
  void aCheckpointComesAfterTwoHundredCommitsAtTheLatestAndNamesFewFilesPerCommit(
      @ForAll @LongRange(max = 1_000) long commits,
      @ForAll @LongRange(max = 1_000_000) long files) {
    boolean due = CheckpointRule.isDue(commits, files);
    if (commits >= CheckpointRule.MOST_COMMITS) {
      assertThat(due).isTrue();
    } else {
      assertThat(due).isEqualTo(commits + 1 > files / CheckpointRule.FILES_PER_COMMIT);
    }
  }

  @Test
  void ofTwoWritersNoneReadsMoreThanWhatTheOtherWrote() {
    DeltaTable one = table();
    DeltaTable two = table();
    TableState ofOne = one.load();
    TableState ofTwo = two.load();
    for (int i = 1; i <= 3 * CHECKPOINT_EVERY; i++) {
      engine.reset();
      Mark mark = new Mark(BigInteger.valueOf(i), i);
      ofOne = one.append(ofOne, List.of(), Map.of(SHARD, mark));
      ofTwo = two.append(ofTwo, List.of(), Map.of("shardId-000000000001", mark));
      assertThat(engine.read).as("read for round %d", i).hasSizeLessThanOrEqualTo(4 * AT_MOST);
    }
    assertThat(table().load().marks()).hasSize(2);
  }
}
