package dev.lakehouse.spark.continuous;

import sun.misc.Signal;

/**
 * The signals by which a job is told to end: SIGTERM from a cluster, SIGINT from a keyboard. The
 * JVM would stop Spark in the middle of a micro-batch; so it goes on until that is done, or until
 * it is killed, which harms no table.
 */
public final class StopSignal {
  private static volatile boolean received;

  private StopSignal() {}

  /** From now on the signals are told by {@link #received}, and end nothing. */
  public static void await() {
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> received = true);
    }
  }

  /** Whether one came. */
  public static boolean received() {
    return received;
  }
}
