package dev.lakehouse.kinesis.core;

import java.util.HashMap;
import java.util.Map;

/**
 * How many records a read may ask for, so that what is held and what reads under way can bring stay
 * within a bound whatever the size of a record: a read is bounded by a number of records only, so
 * the size of a shard's last ones is taken for that of its next, and a shard's first read asks for
 * a few.
 */
public final class ReadBudget {
  /** The service's own bound of a read. */
  static final long LARGEST_READ = 10L << 20;

  /** Half of what GetRecords gives at most: at four reads a second more than a shard may give. */
  private static final int MOST_RECORDS = 5_000;

  /** A read that has to stay smaller than this is not worth a call. */
  private static final int FEWEST_RECORDS = 10;

  /** Of a record of which nothing is known. */
  private static final long GUESS = 10_000;

  private final long maxBytes;
  private final Map<String, Long> recordBytes = new HashMap<>();
  private final Map<String, Long> reserved = new HashMap<>();

  public ReadBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Sets room aside for a read of that shard.
   *
   * @param heldBytes payload bytes that are held
   * @return how many records to ask for; 0: there is no room now
   */
  public int reserve(String shard, long heldBytes) {
    long free = maxBytes - heldBytes - reserved.values().stream().mapToLong(Long::longValue).sum();
    Long known = recordBytes.get(shard);
    long each = known == null ? largestKnown() : known;
    long records = known == null ? FEWEST_RECORDS : Math.min(MOST_RECORDS, free / each);
    boolean alone = heldBytes == 0 && reserved.isEmpty();
    if (!alone && (records < FEWEST_RECORDS || records * each > free)) {
      return 0;
    }
    records = Math.max(1, records);
    reserved.put(shard, Math.min(LARGEST_READ, records * each));
    return (int) records;
  }

  private long largestKnown() {
    return recordBytes.values().stream().mapToLong(Long::longValue).max().orElse(GUESS);
  }

  /** The read of that shard has ended: what it brought is held now. */
  public void settle(String shard, Fetched fetched) {
    reserved.remove(shard);
    if (fetched != null && !fetched.records().isEmpty()) {
      long bytes = fetched.records().stream().mapToLong(record -> record.data().length).sum();
      long records = fetched.records().stream().filter(StreamRecord::isCounted).count();
      recordBytes.put(shard, Math.max(1, bytes / Math.max(1, records)));
    } else if (fetched != null) {
      recordBytes.putIfAbsent(shard, largestKnown());
    }
  }
}
