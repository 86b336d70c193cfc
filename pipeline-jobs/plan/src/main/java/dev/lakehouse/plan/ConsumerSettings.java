package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How a stream is read and when what was read is committed.
 *
 * @param start where a shard is begun that the table knows nothing of
 * @param commit when to commit
 * @param onDataLoss what happens when retention has dropped records before they were read
 * @param stallAfterMillis after so much time without a commit, although there are records, the
 *     consumer says that it stalls and ends itself once
 * @param fanOutConsumer the registered consumer to read as by enhanced fan-out; null: poll
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConsumerSettings(
    Start start,
    CommitWhen commit,
    OnDataLoss onDataLoss,
    long stallAfterMillis,
    String fanOutConsumer) {

  /** Where to begin. */
  public enum StartFrom {
    /** At the oldest record the stream has. */
    TRIM_HORIZON,
    /** At what arrives once the table is made. */
    LATEST,
    /** At what arrived at a time or later. */
    AT_TIMESTAMP
  }

  /**
   * Where to begin.
   *
   * @param at RFC 3339; null unless {@link StartFrom#AT_TIMESTAMP}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Start(StartFrom from, String at) {}

  /**
   * Whichever comes first.
   *
   * @param intervalMillis longest time a record waits
   * @param rows rows that are held at most
   * @param bytes payload bytes that are held at most
   * @param targetFileBytes size of a data file that is big enough
   */
  public record CommitWhen(long intervalMillis, int rows, long bytes, long targetFileBytes) {}

  /** What happens when records are lost. */
  public enum OnDataLoss {
    /** Reading stops until somebody decides. */
    STOP,
    /** Reading goes on behind the gap, which is reported. */
    CONTINUE
  }
}
