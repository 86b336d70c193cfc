package dev.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

/** Delta Kernel takes the store by its configuration, and two writers lose no commit of theirs. */
class KernelRaceTest {
  private static final int COMMITS = 8;
  private static final String TABLE = "s3a://" + LakeOnS3.BUCKET + "/kernel";

  @Test
  void twoWritersLoseNoCommit() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (LakeOnS3 lake = new LakeOnS3()) {
      create(DefaultEngine.create(lake.writer()));
      CyclicBarrier together = new CyclicBarrier(2);
      List<Future<List<Long>>> writers = new ArrayList<>();
      for (String writer : List.of("a", "b")) {
        Callable<List<Long>> task = () -> LakeOnS3.as(writer, () -> commit(lake, writer, together));
        writers.add(threads.submit(task));
      }
      List<Long> versions = new ArrayList<>();
      for (Future<List<Long>> writer : writers) {
        versions.addAll(writer.get());
      }

      Engine reader = DefaultEngine.create(lake.writer());
      Snapshot latest = Table.forPath(reader, TABLE).getLatestSnapshot(reader);
      assertThat(versions).doesNotHaveDuplicates().hasSize(2 * COMMITS);
      assertThat(latest.getVersion()).isEqualTo(2 * COMMITS);
      for (String writer : List.of("a", "b")) {
        for (long i = 0; i < COMMITS; i++) {
          assertThat(latest.getLatestTransactionVersion(reader, writer + i)).contains(i);
        }
      }
    } finally {
      threads.shutdownNow();
      FileSystem.closeAll();
    }
  }

  private static void create(Engine engine) {
    Table.forPath(engine, TABLE)
        .createTransactionBuilder(engine, "test", Operation.CREATE_TABLE)
        .withSchema(engine, new StructType().add("n", LongType.LONG))
        .build(engine)
        .commit(engine, CloseableIterable.<Row>emptyIterable());
  }

  /** Commits whose mark in the log is a transaction id of their own. */
  private static List<Long> commit(LakeOnS3 lake, String writer, CyclicBarrier together)
      throws Exception {
    Engine engine = DefaultEngine.create(lake.writer());
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < COMMITS; i++) {
      Transaction transaction =
          Table.forPath(engine, TABLE)
              .createTransactionBuilder(engine, "test", Operation.WRITE)
              .withTransactionId(engine, writer + i, i)
              .build(engine);
      together.await(1, TimeUnit.MINUTES);
      versions.add(transaction.commit(engine, CloseableIterable.<Row>emptyIterable()).getVersion());
    }
    return versions;
  }
}
