package dev.lakehouse.spark.delta;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;

/**
 * A table at one moment.
 *
 * @param sequence the greatest sequence number that has committed to it; 0 when none has
 * @param newest the newest commit of a run; empty when there is none or its log entry is gone
 */
public record TableState(Snapshot snapshot, long sequence, Optional<TableCommit> newest) {

  /** Whether there is a table at all. */
  public boolean exists() {
    return snapshot.version() >= 0;
  }

  /** Its version; -1 when there is no table. */
  public long version() {
    return snapshot.version();
  }

  /** Delta's id of the table: one that was made anew at the same place has another. */
  public String id() {
    return snapshot.metadata().id();
  }

  /** Its columns. */
  public StructType schema() {
    return snapshot.schema();
  }

  /** What the newest commit says of itself. */
  public Optional<CommitNote> note() {
    return newest.map(TableCommit::note);
  }

  /** Whether the newest commit did the same with the same inputs. */
  public boolean covers(String stepHash, Map<String, Long> inputs) {
    return note()
        .filter(note -> note.stepHash().equals(stepHash) && note.inputs().equals(inputs))
        .isPresent();
  }

  /** Whether the table has the column. */
  public boolean hasColumn(String column) {
    return exists() && List.of(schema().fieldNames()).contains(column);
  }
}
