package dev.lakehouse.spark.bronze.files;

import java.time.Instant;

/**
 * When a folder was listed.
 *
 * @param all when the whole of it was last; 1970 when it never was
 * @param newest when its newest part was last
 */
public record Listed(Instant all, Instant newest) {
  /** Not yet. */
  public static final Listed NEVER = new Listed(Instant.EPOCH, Instant.EPOCH);

  static Listed of(String allMillis, String newestMillis) {
    return new Listed(
        Instant.ofEpochMilli(Long.parseLong(allMillis)),
        Instant.ofEpochMilli(Long.parseLong(newestMillis)));
  }
}
