package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.spark.bronze.files.Mark.Entry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which files a table has taken in, in segments beside the table: each a sorted, compressed list
 * that is written once and never changed. Which segments count stands in the commit of the data
 * ({@link #note()}), so rows and list can't part: a segment that no commit names is as if it were
 * not there. Segments are merged as they grow, so that there are few (each at least twice as long
 * as the next newer one) and a run writes little; reading them needs memory for none of them.
 */
public final class FileLedger {
  private static final Pattern NOTE = Pattern.compile("files(?:@(\\d+)@(\\d+))?:(.*)");
  private static final int GROWTH = 2;

  /** Longer than any run: one that is still going on may be about to commit its segment. */
  private static final long UNNAMED_KEPT_MILLIS = 7L * 24 * 3600 * 1000;

  private final Path folder;
  private final FileSystem fileSystem;
  private final List<String> segments;
  private final Listed listed;

  private FileLedger(Path folder, FileSystem fileSystem, List<String> segments, Listed listed) {
    this.folder = folder;
    this.fileSystem = fileSystem;
    this.segments = segments;
    this.listed = listed;
  }

  /** A list without a file. */
  public static FileLedger empty(String folder, Configuration configuration) {
    return open(folder, configuration, List.of(), Listed.NEVER);
  }

  /** The list that a commit names; empty when it names none, or a part of it is gone. */
  public static Optional<FileLedger> named(
      String note, String folder, Configuration configuration) {
    Matcher parts = NOTE.matcher(note == null ? "" : note);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String names = parts.group(3);
    FileLedger ledger =
        open(
            folder,
            configuration,
            names.isEmpty() ? List.of() : List.of(names.split(",")),
            parts.group(1) == null ? Listed.NEVER : Listed.of(parts.group(1), parts.group(2)));
    return ledger.isWhole() ? Optional.of(ledger) : Optional.empty();
  }

  private static FileLedger open(
      String folder, Configuration configuration, List<String> names, Listed listed) {
    Path path = new Path(folder);
    try {
      return new FileLedger(path, path.getFileSystem(configuration), names, listed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isWhole() {
    try {
      for (String segment : segments) {
        if (!fileSystem.exists(new Path(folder, segment))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a commit says to name this list. */
  public String note() {
    return "files@%d@%d:%s"
        .formatted(
            listed.all().toEpochMilli(),
            listed.newest().toEpochMilli(),
            String.join(",", segments));
  }

  /** When the files were listed. */
  public Listed listed() {
    return listed;
  }

  /** This list after another listing. */
  public FileLedger listed(Listed times) {
    return new FileLedger(folder, fileSystem, segments, times);
  }

  /** Looks up many files, batch by batch. */
  public MarkLookup lookup() {
    return new MarkLookup(() -> Segments.open(fileSystem, paths(segments)));
  }

  /** What is known of those files; the others it knows cost no memory. */
  public Map<String, Mark> marksOf(Set<String> names) {
    try (MarkLookup lookup = lookup()) {
      return lookup.marksOf(names);
    }
  }

  /** This list with those marks, written; it counts from the commit that names it. */
  public FileLedger with(Map<String, Mark> marks) {
    if (marks.isEmpty()) {
      return this;
    }
    long length = marks.size();
    int merged = 0;
    while (merged < segments.size() && lengthOf(segments.get(merged)) < GROWTH * length) {
      length += lengthOf(segments.get(merged++));
    }
    List<String> names = new ArrayList<>();
    names.add(write(marks, segments.subList(0, merged), length));
    names.addAll(segments.subList(merged, segments.size()));
    return new FileLedger(folder, fileSystem, List.copyOf(names), listed);
  }

  private String write(Map<String, Mark> marks, List<String> merged, long length) {
    String name = length + "-" + UUID.randomUUID() + ".gz";
    Iterator<Entry> fresh =
        marks.entrySet().stream()
            .map(entry -> new Entry(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Entry::name))
            .iterator();
    try (Segments old = Segments.open(fileSystem, paths(merged));
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new GZIPOutputStream(fileSystem.create(new Path(folder, name), false)),
                    StandardCharsets.UTF_8))) {
      Iterator<Entry> entries = old.under(fresh);
      while (entries.hasNext()) {
        Entry entry = entries.next();
        out.write(entry.mark().toLine(entry.name()));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** Deletes segments that this list, which must be committed, has no use for; old ones only. */
  public void tidy(long nowMillis) {
    try {
      for (FileStatus file : fileSystem.listStatus(folder)) {
        boolean old = file.getModificationTime() < nowMillis - UNNAMED_KEPT_MILLIS;
        if (old && !segments.contains(file.getPath().getName())) {
          fileSystem.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int segmentCount() {
    return segments.size();
  }

  private List<Path> paths(List<String> names) {
    return names.stream().map(name -> new Path(folder, name)).toList();
  }

  /** An upper bound: files that stand in several of the merged segments are counted in each. */
  private static long lengthOf(String segment) {
    return Long.parseLong(segment.substring(0, segment.indexOf('-')));
  }
}
