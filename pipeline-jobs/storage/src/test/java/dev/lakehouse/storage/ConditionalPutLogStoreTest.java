package dev.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.LogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditionalPutLogStoreTest {
  private static LakeOnS3 lake;

  @BeforeAll
  static void start() {
    lake = new LakeOnS3();
  }

  @AfterAll
  static void stop() throws IOException {
    FileSystem.closeAll();
    lake.close();
  }

  @Test
  void writesReadsAndReplaces() throws IOException {
    Configuration configuration = lake.writer();
    LogStore store = new ConditionalPutLogStore(configuration);
    Path path = LakeOnS3.commit("basic", 0);
    store.write(path, List.of("a", "ä").iterator(), false, configuration);
    assertThat(LakeOnS3.read(store, path, configuration)).containsExactly("a", "ä");

    assertThatThrownBy(() -> store.write(path, List.of("b").iterator(), false, configuration))
        .isInstanceOf(FileAlreadyExistsException.class);
    store.write(path, List.of("c").iterator(), true, configuration);
    assertThat(LakeOnS3.read(store, path, configuration)).containsExactly("c");
    assertThat(store.isPartialWriteVisible(path, configuration)).isFalse();
  }

  @Test
  void listsFromAVersionInOrder() throws IOException {
    Configuration configuration = lake.writer();
    LogStore store = new ConditionalPutLogStore(configuration);
    for (long version : new long[] {11, 2, 9, 10}) {
      Path path = LakeOnS3.commit("listed", version);
      store.write(path, List.of("v" + version).iterator(), false, configuration);
    }
    List<Path> listed = new ArrayList<>();
    Iterator<FileStatus> statuses = store.listFrom(LakeOnS3.commit("listed", 9), configuration);
    statuses.forEachRemaining(status -> listed.add(status.getPath()));
    assertThat(listed)
        .containsExactly(
            LakeOnS3.commit("listed", 9),
            LakeOnS3.commit("listed", 10),
            LakeOnS3.commit("listed", 11));
  }

  @Test
  void exactlyOneOfManyWritersWinsOnS3() throws Exception {
    race(version -> LakeOnS3.commit("raced", version), 4, 25);
  }

  @Test
  void exactlyOneOfManyWritersWinsOnALocalFolder(@TempDir java.nio.file.Path folder)
      throws Exception {
    java.nio.file.Path log = folder.resolve("raced").resolve("_delta_log");
    race(version -> new Path("file:" + log + "/%020d.json".formatted(version)), 4, 100);
    try (var files = Files.list(log)) {
      assertThat(files).hasSize(100);
    }
  }

  @Test
  void refusesAFileSystemWithoutConditionalPut() {
    Configuration configuration = lake.writer();
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    configuration.setBoolean("fs.s3a.create.conditional.enabled", false);
    LogStore store = new ConditionalPutLogStore(configuration);
    assertThatThrownBy(
            () ->
                store.write(
                    LakeOnS3.commit("off", 0), List.of("a").iterator(), false, configuration))
        .hasMessageContaining("fs.s3a.create.conditional.enabled");
  }

  private interface Commits {
    Path path(long version);
  }

  /** All writers write each version at the same moment, each with a FileSystem of its own. */
  private static void race(Commits commits, int writers, int versions) throws Exception {
    CyclicBarrier together = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<List<Boolean>>> outcomes = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        Callable<List<Boolean>> task =
            () -> LakeOnS3.as("w" + writer, () -> write(commits, writer, versions, together));
        outcomes.add(threads.submit(task));
      }
      LogStore store = new ConditionalPutLogStore(lake.writer());
      for (int version = 0; version < versions; version++) {
        List<String> winners = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          if (outcomes.get(writer).get().get(version)) {
            winners.add("writer " + writer);
          }
        }
        assertThat(winners).as("winners of version " + version).hasSize(1);
        assertThat(LakeOnS3.read(store, commits.path(version), lake.writer())).isEqualTo(winners);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Boolean> write(
      Commits commits, int writer, int versions, CyclicBarrier together) throws Exception {
    Configuration configuration = lake.writer();
    LogStore store = new ConditionalPutLogStore(configuration);
    List<Boolean> won = new ArrayList<>();
    for (int version = 0; version < versions; version++) {
      together.await(1, TimeUnit.MINUTES);
      try {
        store.write(
            commits.path(version), List.of("writer " + writer).iterator(), false, configuration);
        won.add(true);
      } catch (FileAlreadyExistsException e) {
        won.add(false);
      }
    }
    return won;
  }
}
