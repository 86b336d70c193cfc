package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.spark.bronze.files.Mark.Entry;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Sorted lists of files read as one; of a file that stands in several the newest mark counts. */
final class Segments implements Iterator<Entry>, Closeable {
  private final List<Closeable> open = new ArrayList<>();
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparing((Head head) -> head.entry.name()).thenComparing(head -> head.age));

  private Segments() {}

  private static final class Head {
    private final int age;
    private final Iterator<Entry> rest;
    private Entry entry;

    private Head(int age, Iterator<Entry> rest) {
      this.age = age;
      this.rest = rest;
      this.entry = rest.next();
    }
  }

  /** The lists at those paths, the newest first. */
  static Segments open(FileSystem fileSystem, List<Path> paths) throws IOException {
    Segments segments = new Segments();
    try {
      for (int i = 0; i < paths.size(); i++) {
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(fileSystem.open(paths.get(i))), StandardCharsets.UTF_8));
        segments.open.add(reader);
        segments.add(i, reader.lines().map(Entry::of).iterator());
      }
      return segments;
    } catch (IOException | RuntimeException e) {
      segments.close();
      throw e;
    }
  }

  /** The same with a list that is newer than all of them. */
  Segments under(Iterator<Entry> newest) {
    add(-1, newest);
    return this;
  }

  private void add(int age, Iterator<Entry> entries) {
    if (entries.hasNext()) {
      heads.add(new Head(age, entries));
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public Entry next() {
    if (heads.isEmpty()) {
      throw new NoSuchElementException();
    }
    Entry newest = heads.peek().entry;
    while (!heads.isEmpty() && heads.peek().entry.name().equals(newest.name())) {
      Head head = heads.poll();
      if (head.rest.hasNext()) {
        head.entry = head.rest.next();
        heads.add(head);
      }
    }
    return newest;
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
