package dev.lakehouse.plan;

/**
 * The numbers that commits are fenced by. A run has a span of them: the first is that of a run that
 * ends by itself, the others are those of the micro-batches of one that goes on. So each
 * micro-batch is to the tables what a run is, and all of a later run come after all of an earlier
 * one.
 */
public final class RunNumbers {
  /**
   * Numbers of one run. Together with the seconds since 1970 and a million runs of an owner they
   * fit into 63 bits until the year 2041. A run whose micro-batches have used them up ends, and the
   * next one goes on.
   */
  public static final long PER_RUN = 4096;

  private RunNumbers() {}

  /** The greatest number of the run whose first is {@code first}. */
  public static long last(long first) {
    return first + PER_RUN - 1;
  }

  /**
   * Whether no run or micro-batch before {@code next} can still commit to a table whose last commit
   * has number {@code committed}: it was made by the one right before.
   */
  public static boolean follows(long committed, long next) {
    boolean endsItsRun = committed % PER_RUN == 0;
    boolean beginsOne = next % PER_RUN <= 1;
    return committed >= next - 1
        || (endsItsRun && beginsOne && committed > 0 && next - committed <= PER_RUN + 1);
  }
}
