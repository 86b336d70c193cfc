package dev.lakehouse.spark.gold.incremental;

/** A table has to be made in full; the message says why, as the end of a sentence. */
final class NotIncremental extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotIncremental(String why) {
    super(why);
  }
}
