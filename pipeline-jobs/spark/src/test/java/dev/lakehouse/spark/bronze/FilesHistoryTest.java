package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.files;
import static dev.lakehouse.spark.Steps.inParts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files arrive, are rewritten and break, runs come in any number, die and are repeated: the table
 * is what a few lines of arithmetic say it must be.
 */
@Tag("slow")
class FilesHistoryTest {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final String[] POINTS = {
    "bronze.t_dead:before-commit",
    "bronze.t_dead:after-commit",
    "bronze.t:before-commit",
    "bronze.t:after-commit"
  };

  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");
  private int clock;

  /** A file as the model sees it; {@code value} null: it can't be read. */
  private record Content(Integer value, Instant modified) {}

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop);
  }

  /** A Parquet file of one row, or of nonsense. */
  private Content put(String name, Integer value) throws IOException {
    Path file = drop.resolve(name);
    if (value == null) {
      Files.writeString(file, "this is no Parquet file at all " + clock);
    } else {
      Path made = lake.folder().resolve("made-" + clock);
      TestLake.sql("SELECT " + value + " AS v").coalesce(1).write().parquet(made.toString());
      try (var parts = Files.list(made)) {
        Path part =
            parts.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
        Files.copy(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      Files.deleteIfExists(drop.resolve("." + name + ".crc"));
    }
    Instant modified = BEGIN.plusSeconds(60L * ++clock);
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return new Content(value, modified);
  }

  /** What the table must hold. */
  private static final class Model {
    private final OnRewrite policy;
    private final Map<String, List<Integer>> rows = new TreeMap<>();
    private final Map<String, Instant> looked = new TreeMap<>();
    private int dead;

    private Model(OnRewrite policy) {
      this.policy = policy;
    }

    private void run(Map<String, Content> folder, BackfillWindow window) {
      folder.forEach(
          (name, content) -> {
            boolean same = content.modified().equals(looked.get(name));
            boolean has = rows.containsKey(name);
            boolean reads =
                window == null
                    ? !same && !(has && policy == OnRewrite.IGNORE)
                    : window.contains(content.modified());
            if (reads) {
              read(name, content, same, window != null || policy == OnRewrite.REPLACE);
            }
          });
    }

    private void read(String name, Content content, boolean same, boolean replaces) {
      looked.put(name, content.modified());
      if (content.value() == null) {
        dead += same ? 0 : 1;
        return;
      }
      if (replaces) {
        rows.remove(name);
      }
      rows.computeIfAbsent(name, key -> new ArrayList<>()).add(content.value());
    }

    private List<String> table() {
      List<String> table = new ArrayList<>();
      rows.forEach((name, values) -> values.forEach(value -> table.add(name + "|" + value)));
      table.sort(null);
      return table;
    }
  }

  @ParameterizedTest
  @CsvSource({"REPLACE, 1", "APPEND, 3", "IGNORE, 4"})
  void anyHistoryGivesTheTableOfTheModel(OnRewrite policy, long seed) throws IOException {
    Random random = new Random(seed);
    Step.Files step =
        inParts(
            files("t", drop.toString(), "parquet", Map.of(), policy, "v int"),
            new FilesPerCommit(1 + seed % 2, Long.MAX_VALUE));
    Model model = new Model(policy);
    Map<String, Content> folder = new TreeMap<>();
    for (long sequence = 1; sequence <= 4; sequence++) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        String name = "f " + random.nextInt(5) + ".parquet";
        folder.put(name, put(name, random.nextInt(4) == 0 ? null : random.nextInt(1000)));
      }
      BackfillWindow window = random.nextInt(3) == 0 ? window(random) : null;
      lake.backfilling(window);
      String point = POINTS[random.nextInt(POINTS.length)];
      lake.crashing(dyingAt(point, 1 + random.nextInt(2))).run(sequence, step);
      lake.crashing(CrashPoints.NONE).run(sequence, step).ok();
      model.run(folder, window);
      if (random.nextBoolean()) {
        lake.run(sequence, step).ok();
      }
      assertThat(table()).as("after run %d, died at %s", sequence, point).isEqualTo(model.table());
    }
    long dead = lake.version("bronze.t_dead") < 0 ? 0 : lake.rows("bronze.t_dead").count();
    assertThat(dead).isEqualTo(model.dead);
  }

  private BackfillWindow window(Random random) {
    int from = random.nextInt(clock);
    return new BackfillWindow(
        BEGIN.plusSeconds(60L * from), BEGIN.plusSeconds(60L * (from + 1 + random.nextInt(4))));
  }

  private List<String> table() {
    return lake.version("bronze.t") < 0
        ? List.of()
        : lake.values("bronze.t", "replace(regexp_extract(_file, '[^/]+$', 0), '%20', ' ')", "v");
  }

  /** Dies when it comes to that point so many times. */
  private static CrashPoints dyingAt(String point, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return at -> {
      if (at.equals(point) && left.decrementAndGet() == 0) {
        throw new IllegalStateException("killed at " + at);
      }
    };
  }

  @Test
  void aRewrittenFileCanBeAFailureThatNamesIt() throws IOException {
    Step.Files step = files("t", drop.toString(), "parquet", Map.of(), OnRewrite.FAIL, "v int");
    put("a.parquet", 1);
    lake.run(1L, step).ok();
    put("a.parquet", 2);
    put("b.parquet", 3);
    Failure failure = lake.run(2L, step).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(failure.message()).contains("a.parquet").contains("spec.files.onRewrite");
    assertThat(table()).containsExactly("a.parquet|1");
  }

  @Test
  void unreadableFilesAreNamedWithReasonAndLookedIntoAgainWhenTheyChange() throws IOException {
    Step.Files step = files("t", drop.toString(), "parquet", Map.of());
    put("bad.parquet", null);
    put("good.parquet", 1);
    lake.run(1L, step).ok();
    assertThat(table()).containsExactly("good.parquet|1");
    assertThat(lake.values("bronze.t_dead", "reason", "_file"))
        .singleElement()
        .asString()
        .contains("is not a Parquet file")
        .contains("bad.parquet")
        .doesNotContain("at all");
    assertThat(lake.run(2L, step).ok().step("bronze.t").message()).contains("no new files");
    put("bad.parquet", 2);
    lake.run(3L, step).ok();
    assertThat(table()).containsExactly("bad.parquet|2", "good.parquet|1");
  }

  @Test
  void aTableThatKnowsItsFilesByItsRowsOnlyReadsNoneTwice() throws IOException {
    Step.Files step = files("t", drop.toString(), "parquet", Map.of(), "v int");
    put("a.parquet", 1);
    lake.run(1L, step).ok();
    org.apache.commons.io.FileUtils.deleteDirectory(Path.of(lake.root(), "_lakehouse").toFile());
    put("b.parquet", 2);
    lake.run(2L, step).ok();
    assertThat(lake.run(3L, step).ok().step("bronze.t").message()).contains("no new files");
    assertThat(table()).containsExactly("a.parquet|1", "b.parquet|2");
  }
}
