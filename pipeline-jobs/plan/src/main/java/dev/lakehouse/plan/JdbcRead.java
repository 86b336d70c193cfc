package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a database table is read.
 *
 * @param overlapMillis how far before the last cursor value a read begins; 0: at it
 * @param partitionColumn column by whose ranges the table is read side by side; null: by one query
 * @param partitions how many ranges; 1 without a column
 * @param snapshotKeys what identifies a row from one read of all rows to the next, so that only
 *     changes are added; empty: all rows are added
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JdbcRead(
    long overlapMillis, String partitionColumn, int partitions, List<String> snapshotKeys) {
  /** From the last cursor value on, by one query. */
  public static final JdbcRead PLAIN = new JdbcRead(0, null, 1, List.of());
}
