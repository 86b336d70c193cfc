package dev.lakehouse.spark.bronze.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileLedgerTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  private FileLedger empty() {
    return FileLedger.empty(folder.toString(), HADOOP);
  }

  private FileLedger reopened(FileLedger ledger) {
    return FileLedger.named(ledger.note(), folder.toString(), HADOOP).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itKnowsWhatAMapWouldAndStaysInFewPieces(long seed) {
    Random random = new Random(seed);
    Map<String, Mark> expected = new HashMap<>();
    FileLedger ledger = empty();
    for (int commit = 0; commit < 60; commit++) {
      Map<String, Mark> marks = new HashMap<>();
      for (int i = random.nextInt(commit % 20 == 0 ? 300 : 12); i >= 0; i--) {
        marks.put(
            "s3a://in/" + random.nextInt(900) + "%20ü.csv",
            new Mark(
                random.nextInt(), random.nextInt(50), random.nextBoolean(), random.nextBoolean()));
      }
      FileLedger abandoned = ledger.with(Map.of("s3a://in/1%20ü.csv", new Mark(7, 7, true, true)));
      assertThat(abandoned.note()).isNotEqualTo(ledger.note());
      ledger = reopened(ledger.with(marks));
      expected.putAll(marks);
    }
    Set<String> asked = new java.util.HashSet<>(expected.keySet());
    asked.add("s3a://in/never-seen.csv");
    assertThat(ledger.marksOf(asked)).isEqualTo(expected);
    List<String> sorted = asked.stream().sorted().toList();
    Map<String, Mark> found = new HashMap<>();
    try (MarkLookup lookup = ledger.lookup()) {
      for (int i = 0; i < sorted.size(); i += 7) {
        found.putAll(lookup.marksOf(Set.copyOf(sorted.subList(i, Math.min(i + 7, sorted.size())))));
      }
      assertThat(lookup.passes()).isEqualTo(1);
      assertThat(lookup.marksOf(asked)).isEqualTo(expected);
    }
    assertThat(found).isEqualTo(expected);
    assertThat(ledger.segmentCount()).isLessThanOrEqualTo(12);
  }

  @Test
  void whenTheFolderWasListedStandsInTheNote() {
    Instant all = Instant.parse("2024-01-01T00:00:00Z");
    Instant newest = Instant.parse("2024-01-02T00:00:00Z");
    FileLedger ledger =
        empty().with(Map.of("a", new Mark(1, 1, true, false))).listed(new Listed(all, newest));
    assertThat(reopened(ledger).listed()).isEqualTo(new Listed(all, newest));
    assertThat(reopened(ledger.with(Map.of("b", new Mark(1, 1, true, false)))).listed())
        .isEqualTo(new Listed(all, newest));
    String older = ledger.note().replaceFirst("@.*@[0-9]+", "");
    assertThat(FileLedger.named(older, folder.toString(), HADOOP).orElseThrow().listed())
        .isEqualTo(Listed.NEVER);
  }

  @Test
  void aListWithAPartGoneIsNone() throws IOException {
    FileLedger ledger = empty().with(Map.of("a", new Mark(1, 1, true, false)));
    assertThat(FileLedger.named(ledger.note(), folder.toString(), HADOOP)).isPresent();
    for (Path segment : segments()) {
      Files.delete(segment);
    }
    assertThat(FileLedger.named(ledger.note(), folder.toString(), HADOOP)).isEmpty();
    assertThat(FileLedger.named("2024-01-01", folder.toString(), HADOOP)).isEmpty();
    assertThat(FileLedger.named(null, folder.toString(), HADOOP)).isEmpty();
  }

  @Test
  void onlyOldSegmentsThatNoListNamesAreDeleted() throws IOException {
    FileLedger abandoned = empty().with(Map.of("a", new Mark(1, 1, true, false)));
    FileLedger ledger = empty().with(Map.of("b", new Mark(1, 1, true, false)));
    Instant now = Instant.now();
    ledger.tidy(now.toEpochMilli());
    assertThat(reopened(abandoned).marksOf(Set.of("a"))).hasSize(1);
    for (Path segment : segments()) {
      Files.setLastModifiedTime(segment, FileTime.from(now.minus(Duration.ofDays(30))));
    }
    ledger.tidy(now.toEpochMilli());
    assertThat(FileLedger.named(abandoned.note(), folder.toString(), HADOOP)).isEmpty();
    assertThat(reopened(ledger).marksOf(Set.of("b"))).hasSize(1);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
