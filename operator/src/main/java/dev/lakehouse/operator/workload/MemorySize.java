package dev.lakehouse.operator.workload;

import io.fabric8.kubernetes.api.model.Quantity;

/** Memory of a Java process as Spark writes it (1g, 512m), and what its pod needs. */
public final class MemorySize {
  /** Spark's own rule (spark.kubernetes.memoryOverheadFactor and its least value). */
  private static final double OVERHEAD = 0.1;

  private static final long LEAST_OVERHEAD = 384;

  private MemorySize() {}

  /** The pod's memory: the heap and what a Java process needs besides. */
  public static Quantity podMemory(String heap) {
    long mebibytes = mebibytes(heap);
    long overhead = Math.max(LEAST_OVERHEAD, (long) (mebibytes * OVERHEAD));
    return new Quantity(mebibytes + overhead + "Mi");
  }

  private static long mebibytes(String heap) {
    long amount = Long.parseLong(heap.substring(0, heap.length() - 1));
    return heap.endsWith("g") ? amount * 1024 : amount;
  }
}
