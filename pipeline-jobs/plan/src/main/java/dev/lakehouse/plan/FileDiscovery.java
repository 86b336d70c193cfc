package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How new files of a folder are found without listing all of it each time: by exactly one of the
 * first two.
 *
 * @param dated subfolders named by dates, of which the newest are listed; or null
 * @param queueUrl the SQS queue whose messages name new files; or null
 * @param fullListingMillis so long after a listing of the whole folder the next one comes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileDiscovery(Dated dated, String queueUrl, long fullListingMillis) {
  /**
   * Subfolders that are named by dates.
   *
   * @param pattern path of a subfolder, with {@code yyyy}, {@code MM}, {@code dd} and {@code HH} of
   *     its date (UTC) in braces
   * @param lookbackMillis how far before the last listing a run lists again
   */
  public record Dated(String pattern, long lookbackMillis) {}
}
