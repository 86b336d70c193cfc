package dev.lakehouse.spark.ledger;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a run leaves in its ledgers: side by side, since each is a commit of a few rows that
 * waits more than it works. A run must not fail because its history could not be kept, nor one
 * ledger because of the other.
 */
public final class RunHistory {
  private static final Logger LOG = LoggerFactory.getLogger(RunHistory.class);

  private RunHistory() {}

  /**
   * Writes the ledgers; returns when each is written or has failed, which is logged.
   *
   * @param ledgers how each is written, by its name
   */
  public static void keep(Map<String, Runnable> ledgers) {
    ExecutorService writers = Executors.newFixedThreadPool(ledgers.size());
    try {
      List<Callable<Void>> writes =
          ledgers.entrySet().stream()
              .map(ledger -> writing(ledger.getKey(), ledger.getValue()))
              .collect(Collectors.toList());
      writers.invokeAll(writes);
    } catch (InterruptedException e) {
      LOG.warn("interrupted while the run was added to _lakehouse/{}", ledgers.keySet());
      Thread.currentThread().interrupt();
    } finally {
      writers.shutdownNow();
    }
  }

  private static Callable<Void> writing(String name, Runnable ledger) {
    return () -> {
      try {
        ledger.run();
      } catch (Exception e) {
        LOG.warn("the run could not be added to _lakehouse/{}", name, e);
      }
      return null;
    };
  }
}
