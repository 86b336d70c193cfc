package dev.lakehouse.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts passes, for tests that say nothing happens in them. */
final class Reconciliations implements Metrics {
  private final AtomicLong finished = new AtomicLong();

  @Override
  public void reconciliationFinished(
      HasMetadata object, RetryInfo retry, Map<String, Object> metadata) {
    finished.incrementAndGet();
  }

  long finished() {
    return finished.get();
  }
}
