package dev.lakehouse.operator.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The yardstick: the same number and kind of writes by clients that decide nothing and wait for
 * nothing but their answers.
 */
final class RawWrites {
  private final KubernetesClient client;
  private final int workers;

  RawWrites(KubernetesClient client, int workers) {
    this.client = client;
    this.workers = workers;
  }

  /**
   * Makes them; those of one pipeline one after another, pipelines side by side.
   *
   * @return how long it took, in nanoseconds
   */
  long replay(List<List<Write>> writesByPipeline) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      long began = System.nanoTime();
      List<? extends Future<?>> all =
          IntStream.range(0, writesByPipeline.size())
              .mapToObj(i -> pool.submit(() -> make(writesByPipeline.get(i))))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
      return System.nanoTime() - began;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a raw write failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void make(List<Write> writes) {
    writes.forEach(write -> write.make(client));
  }
}
