package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.core.UnfitRecordException;
import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.table.DeadLetterFiles;
import dev.lakehouse.kinesis.table.ReplayTarget;
import io.delta.kernel.data.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Moves the dead letters that are readable by now to the bronze table, each exactly once, whatever
 * is stopped wherever and whoever else does the same.
 *
 * <p>Two tables have no common commit, so a row goes in three: its file is split and it is
 * <i>marked</i> with a name of this replay; the bronze table takes the rows of the mark <i>and the
 * mark's name</i> in one commit; the row is taken away. A replay that finds a marked row asks the
 * bronze table for the name. It has it: the row is there and is taken away. It has not: the name is
 * fenced off in the bronze table, so that whoever marked the row can't append it any more, and the
 * row is read as if it bore no mark. Marks travel with their rows, so files may be rewritten by
 * others meanwhile.
 */
final class DeadLetterReplay {
  private static final int TRIES = 20;

  /**
   * What became of the dead letters.
   *
   * @param moved rows that this replay appended to the bronze table
   * @param left dead letters that are still unreadable
   * @param version the bronze table's
   */
  record Outcome(long moved, long left, long version) {}

  private final Supplier<DeadLetterFiles> dead;
  private final Supplier<PayloadRows> decoders;
  private final Function<PayloadRows, ReplayTarget> targets;
  private final Clock clock;
  private final Set<String> marks = new HashSet<>();

  /** Answers of the bronze table about marks of earlier replays, which are final. */
  private final Map<String, Boolean> taken = new HashMap<>();

  private PayloadRows rows;
  private ReplayTarget target;
  private long moved;

  /**
   * A replay.
   *
   * @param dead opens the dead letters at their newest version
   * @param targets opens the bronze table for rows of these columns
   */
  DeadLetterReplay(
      Supplier<DeadLetterFiles> dead,
      Supplier<PayloadRows> decoders,
      Function<PayloadRows, ReplayTarget> targets,
      Clock clock) {
    this.dead = dead;
    this.decoders = decoders;
    this.targets = targets;
    this.clock = clock;
  }

  /**
   * Runs until a look at all dead letters finds nothing to do.
   *
   * @throws StaleStateException when others are in the way again and again
   */
  Outcome run() {
    int tries = 1;
    while (true) {
      try {
        rows = decoders.get();
        target = targets.apply(rows);
        long left = pass();
        if (left >= 0) {
          target.forget(marks);
          return new Outcome(moved, left, target.version());
        }
      } catch (StaleStateException e) {
        if (++tries > TRIES) {
          throw e;
        }
      }
    }
  }

  /** Looks at all dead letters; how many there are when there was nothing to do, else -1. */
  private long pass() {
    DeadLetterFiles files = dead.get();
    long left = 0;
    boolean changed = false;
    for (Row file : files.list()) {
      List<Object[]> letters = files.read(file);
      changed |= handle(files, file, letters);
      left += letters.size();
    }
    return changed ? -1 : left;
  }

  private boolean handle(DeadLetterFiles files, Row file, List<Object[]> letters) {
    String mark = UUID.randomUUID().toString();
    List<Object[]> done = new ArrayList<>();
    List<Object[]> readable = new ArrayList<>();
    List<Object[]> made = new ArrayList<>();
    List<Object[]> unreadable = new ArrayList<>();
    for (Object[] letter : letters) {
      Object[] row = isDone(letter) ? null : decode(letter);
      if (isDone(letter)) {
        done.add(letter);
      } else if (row == null) {
        unreadable.add(DeadLetterColumns.marked(letter, null));
      } else {
        readable.add(DeadLetterColumns.marked(letter, mark));
        made.add(row);
      }
    }
    if (!done.isEmpty() && done.size() == letters.size()) {
      files.remove(file, done.size());
      return true;
    }
    if (done.isEmpty() && readable.isEmpty()) {
      return false;
    }
    marks.add(mark);
    files.replace(file, List.of(done, readable, unreadable));
    if (!made.isEmpty()) {
      target.take(mark, made);
      moved += made.size();
    }
    return true;
  }

  private boolean isDone(Object[] letter) {
    String mark = DeadLetterColumns.replay(letter);
    if (mark == null) {
      return false;
    }
    marks.add(mark);
    return taken.computeIfAbsent(mark, target::hasOrFences);
  }

  /** The bronze row; null: it can't be read yet. */
  private Object[] decode(Object[] letter) {
    try {
      Decoded decoded =
          rows.bronze(
              DeadLetterColumns.shard(letter), DeadLetterColumns.record(letter), clock.instant());
      return decoded instanceof Decoded.Row row ? row.values() : null;
    } catch (UnfitRecordException e) {
      return null;
    }
  }
}
