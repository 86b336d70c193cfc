package dev.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.LogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogListingTest {
  private static final int VERSIONS = 30;

  /** The log as it may be: commits, a folder within, and what comes behind the numbers. */
  private static void fill(LogStore store, Path log, Configuration configuration)
      throws IOException {
    for (int version = 0; version < VERSIONS; version++) {
      write(store, commit(log, version), configuration);
    }
    write(store, new Path(log, "_sidecars/00000000000000000099.parquet"), configuration);
    write(store, new Path(log, "_last_checkpoint"), configuration);
  }

  private static void write(LogStore store, Path path, Configuration configuration)
      throws IOException {
    store.write(path, List.of("a").iterator(), false, configuration);
  }

  private static Path commit(Path log, long version) {
    return new Path(log, "%020d.json".formatted(version));
  }

  private static List<FileStatus> list(LogStore store, Path from, Configuration configuration)
      throws IOException {
    List<FileStatus> listed = new ArrayList<>();
    Iterator<FileStatus> files = store.listFrom(from, configuration);
    files.forEachRemaining(listed::add);
    return listed;
  }

  private static List<Path> files(List<FileStatus> listed) {
    return listed.stream().filter(FileStatus::isFile).map(FileStatus::getPath).toList();
  }

  @Test
  void inS3TheLastFilesOfALongLogTakeOneRequest() throws Exception {
    try (LakeOnS3 lake = new LakeOnS3()) {
      LakeOnS3.as(
          "lister",
          () -> {
            Configuration configuration = lake.writer();
            configuration.setInt("fs.s3a.paging.maximum", 5);
            LogStore store = new ConditionalPutLogStore(configuration);
            Path log = LakeOnS3.commit("long", 0).getParent();
            fill(store, log, configuration);
            FileSystem s3a = log.getFileSystem(configuration);
            Map<String, Long> counters = IOStatisticsSupport.retrieveIOStatistics(s3a).counters();
            long before = lists(counters);
            List<FileStatus> listed = list(store, commit(log, VERSIONS - 2), configuration);
            assertThat(files(listed))
                .containsExactly(
                    commit(log, VERSIONS - 2),
                    commit(log, VERSIONS - 1),
                    new Path(log, "_last_checkpoint"));
            assertThat(listed.get(0).getLen()).isEqualTo(2);
            assertThat(lists(counters) - before).isEqualTo(1);

            assertThat(files(list(store, commit(log, 0), configuration))).hasSize(VERSIONS + 1);
            assertThat(lists(counters) - before).isGreaterThan(VERSIONS / 5);

            Path nowhere = LakeOnS3.commit("nowhere", 0);
            assertThatThrownBy(() -> store.listFrom(nowhere, configuration))
                .isInstanceOf(FileNotFoundException.class);
            FileSystem.closeAll();
            return null;
          });
    }
  }

  private static long lists(Map<String, Long> counters) {
    return counters.get("object_list_request") + counters.get("object_continue_list_request");
  }

  @Test
  void onALocalDiskItGivesWhatHadoopGives(@TempDir java.nio.file.Path folder) throws IOException {
    Configuration configuration = new Configuration();
    LogStore store = new ConditionalPutLogStore(configuration);
    Path log = new Path("file:" + folder.resolve("_delta_log"));
    fill(store, log, configuration);
    // Hadoop keeps such a file beside those that it writes, and lists it never.
    Files.writeString(folder.resolve("_delta_log/..json.crc"), "x");
    for (int from : new int[] {0, 7, VERSIONS}) {
      List<FileStatus> listed = list(store, commit(log, from), configuration);
      FileStatus[] all = log.getFileSystem(configuration).listStatus(log);
      assertThat(listed)
          .isEqualTo(
              List.of(all).stream()
                  .filter(file -> file.getPath().compareTo(commit(log, from)) >= 0)
                  .sorted()
                  .toList());
      assertThat(files(listed)).hasSize(VERSIONS - from + 1);
    }
    Path nowhere = new Path("file:" + folder.resolve("nowhere/00.json"));
    assertThatThrownBy(() -> store.listFrom(nowhere, configuration))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aFileThatGoesWhileItIsListedIsLeftOut(@TempDir java.nio.file.Path folder)
      throws IOException {
    Configuration configuration = new Configuration();
    LogStore store = new ConditionalPutLogStore(configuration);
    Path log = new Path("file:" + folder.resolve("_delta_log"));
    write(store, commit(log, 0), configuration);
    write(store, commit(log, 1), configuration);
    Iterator<FileStatus> files = store.listFrom(commit(log, 0), configuration);
    Files.delete(folder.resolve("_delta_log/" + commit(log, 1).getName()));
    List<Path> listed = new ArrayList<>();
    files.forEachRemaining(file -> listed.add(file.getPath()));
    assertThat(listed).containsExactly(commit(log, 0));
  }
}
