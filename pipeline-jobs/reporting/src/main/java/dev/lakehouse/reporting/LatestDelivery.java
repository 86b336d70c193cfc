package dev.lakehouse.reporting;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers states to a slow or failing destination from a thread of its own: the newest state wins,
 * those it overtook are never sent. Nothing here throws into, or waits in, the caller of {@link
 * #offer}.
 */
final class LatestDelivery<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LatestDelivery.class);

  /** Where states go; throws when it could not take one. */
  interface Destination<T> {
    void deliver(T state) throws Exception;
  }

  private final String name;
  private final Destination<T> destination;
  private final DeliveryTiming timing;
  private final Thread thread;

  // All guarded by this.
  private T pending;
  private boolean closing;
  private long closingSince;
  private int failures;
  private long lastTry;

  LatestDelivery(String name, Destination<T> destination, DeliveryTiming timing) {
    this.name = name;
    this.destination = destination;
    this.timing = timing;
    this.lastTry = System.nanoTime() - timing.interval().toNanos();
    this.thread = new Thread(this::run, "report-" + name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  synchronized void offer(T state) {
    if (!closing) {
      pending = state;
      notifyAll();
    }
  }

  /** Delivers the newest state if that can be done in the time allowed, then ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      closingSince = System.nanoTime();
      notifyAll();
    }
    try {
      thread.join(timing.closing().toMillis());
      if (thread.isAlive()) {
        LOG.warn("The last progress could not be told to {} in {}", name, timing.closing());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      T next = await();
      while (next != null) {
        attempt(next);
        next = await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The state to deliver now; null when closing and all is delivered or time is up. */
  private synchronized T await() throws InterruptedException {
    while (true) {
      long pause = pauseMillis();
      if (closing && (pending == null || overdue())) {
        return null;
      }
      if (pending == null) {
        wait();
      } else if (pause > 0) {
        wait(pause);
      } else {
        T next = pending;
        pending = null;
        return next;
      }
    }
  }

  private long pauseMillis() {
    long due = lastTry + timing.pauseAfter(failures, closing).toNanos();
    return Duration.ofNanos(due - System.nanoTime()).toMillis();
  }

  private boolean overdue() {
    return System.nanoTime() - closingSince > timing.closing().toNanos();
  }

  private void attempt(T state) throws InterruptedException {
    Exception failure = null;
    try {
      destination.deliver(state);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      failure = e;
    }
    settle(state, failure);
  }

  private synchronized void settle(T state, Exception failure) {
    lastTry = System.nanoTime();
    if (failure == null) {
      if (failures > 0) {
        LOG.info("Progress reaches {} again", name);
      }
      failures = 0;
      return;
    }
    if (failures++ == 0) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      LOG.warn("Progress could not be told to {}, trying again: {}", name, cause.toString());
    }
    if (pending == null) {
      pending = state;
    }
  }
}
