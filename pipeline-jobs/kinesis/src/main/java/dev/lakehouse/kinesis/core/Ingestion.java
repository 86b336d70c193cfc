package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read but not yet committed, and how it is committed so that each record counts once.
 *
 * <p>Dead letters are committed first, to their own table with marks of their own; the bronze
 * commit then moves its marks over good and bad records alike. Stopped in between, a new consumer
 * reads these records again and leaves out the dead letters up to their table's mark.
 *
 * <p>After any exception nothing is known of the commit, and this object is of no more use: the
 * next one asks the tables.
 */
public final class Ingestion {
  private final PositionedTable bronze;
  private final PositionedTable dead;
  private final RowMaker maker;
  private final Clock clock;
  private final Shards shards;

  private TableState bronzeState;
  private TableState deadState;

  private final List<Object[]> rows = new ArrayList<>();
  private final List<Object[]> deadRows = new ArrayList<>();
  private final Map<String, Mark> marks = new HashMap<>();
  private final Map<String, Mark> deadMarks = new HashMap<>();
  private long bytes;
  private Instant oldest;

  /** Goes on where the tables' newest versions say. */
  public Ingestion(PositionedTable bronze, PositionedTable dead, RowMaker maker, Clock clock) {
    this.bronze = bronze;
    this.dead = dead;
    this.maker = maker;
    this.clock = clock;
    // The order matters: dead letters are committed before the bronze marks that cover them.
    this.bronzeState = bronze.load();
    this.deadState = dead.load();
    this.shards = new Shards(bronzeState);
  }

  public Shards shards() {
    return shards;
  }

  public TableState bronzeState() {
    return bronzeState;
  }

  public TableState deadState() {
    return deadState;
  }

  /** Takes over what a read gave. */
  public void accept(Fetched fetched) {
    Instant now = clock.instant();
    for (StreamRecord record : shards.accept(fetched)) {
      if (oldest == null) {
        oldest = now;
      }
      bytes += record.data().length;
      Decoded decoded = maker.bronze(fetched.shard(), record, now);
      if (decoded instanceof Decoded.Row row) {
        rows.add(row.values());
        move(marks, bronzeState, fetched.shard(), record.sequence(), 1);
      } else if (decoded instanceof Decoded.Malformed malformed) {
        bury(fetched.shard(), record, malformed.reason(), now);
        move(marks, bronzeState, fetched.shard(), record.sequence(), 0);
      }
    }
  }

  private void bury(String shard, StreamRecord record, String reason, Instant now) {
    Mark mark = deadState.marks().get(shard);
    if (mark == null || mark.sequence().compareTo(record.sequence()) < 0) {
      deadRows.add(maker.deadLetter(shard, record, reason, now));
      move(deadMarks, deadState, shard, record.sequence(), 1);
    }
  }

  private static void move(
      Map<String, Mark> marks, TableState base, String shard, BigInteger sequence, int added) {
    Mark last = marks.getOrDefault(shard, base.marks().get(shard));
    marks.put(shard, new Mark(sequence, (last == null ? 0 : last.rows()) + added));
  }

  /** Whether nothing more should be fetched before a commit. */
  public boolean full(CommitPolicy policy) {
    return policy.full(records(), bytes);
  }

  /** Whether there is something to commit and it is time to. */
  public boolean due(CommitPolicy policy) {
    return oldest != null
        && policy.due(records(), bytes, Duration.between(oldest, clock.instant()));
  }

  /** Whether anything is held. */
  public boolean holdsAny() {
    return oldest != null;
  }

  private int records() {
    return rows.size() + deadRows.size();
  }

  /** Commits what is held; without anything held it does nothing. */
  public void commit() {
    if (oldest == null) {
      return;
    }
    if (!deadRows.isEmpty()) {
      deadState = deadState.moved(dead.append(deadState, deadRows, deadMarks), deadMarks);
      deadRows.clear();
      deadMarks.clear();
    }
    bronzeState = bronzeState.moved(bronze.append(bronzeState, rows, marks), marks);
    rows.clear();
    marks.clear();
    bytes = 0;
    oldest = null;
  }
}
