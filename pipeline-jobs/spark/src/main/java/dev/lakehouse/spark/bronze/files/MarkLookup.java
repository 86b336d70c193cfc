package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.spark.bronze.files.Mark.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Looks files up in the sorted list of those that were read, in one pass over it as long as the
 * batches come in the order of names, as object stores list them; a batch out of order costs
 * another pass. Memory: that of a batch.
 */
public final class MarkLookup implements Closeable {
  private final Source source;
  private Segments entries;
  private Entry next;
  private String passed = "";
  private int passes;

  /** Opens the list at its beginning. */
  interface Source {
    Segments open() throws IOException;
  }

  MarkLookup(Source source) {
    this.source = source;
  }

  /** What is known of those files. */
  public Map<String, Mark> marksOf(Set<String> names) {
    Map<String, Mark> marks = new HashMap<>();
    if (names.isEmpty()) {
      return marks;
    }
    try {
      if (entries == null || Collections.min(names).compareTo(passed) <= 0) {
        restart();
      }
      String last = Collections.max(names);
      while (next != null && next.name().compareTo(last) <= 0) {
        if (names.contains(next.name())) {
          marks.put(next.name(), next.mark());
        }
        advance();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return marks;
  }

  /** How often the list was read from its beginning. */
  int passes() {
    return passes;
  }

  private void restart() throws IOException {
    close();
    entries = source.open();
    next = null;
    passed = "";
    passes++;
    advance();
  }

  private void advance() {
    if (next != null) {
      passed = next.name();
    }
    next = entries.hasNext() ? entries.next() : null;
  }

  @Override
  public void close() {
    try {
      if (entries != null) {
        entries.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
