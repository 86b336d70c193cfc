package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.plan.OnRewrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which files a run reads.
 *
 * @param read sorted by name where they are all of a commit
 * @param known what was known of those among them that were looked into before
 * @param replaced names of those among them whose earlier rows go
 * @param refused names of files that were rewritten although they must not be
 */
public record FileChoice(
    List<FoundFile> read, Map<String, Mark> known, Set<String> replaced, List<String> refused) {

  /**
   * The new ones among {@code found}, and of those that were rewritten what {@code policy} says.
   * With a {@code backfill} instead: all that it holds for, in place of what is there of them.
   */
  public static FileChoice of(
      List<FoundFile> found,
      Map<String, Mark> known,
      OnRewrite policy,
      Optional<Predicate<FoundFile>> backfill) {
    FileChoice choice = none();
    for (FoundFile file : found) {
      Mark mark = known.get(file.name());
      if (backfill.isPresent()) {
        if (backfill.get().test(file)) {
          choice.add(file, mark, mark != null && mark.inTable());
        }
      } else if (mark == null || (!mark.inTable() && !file.is(mark))) {
        choice.add(file, mark, false);
      } else if (!file.is(mark)) {
        choice.rewritten(file, mark, policy);
      }
    }
    return choice;
  }

  static FileChoice none() {
    return new FileChoice(new ArrayList<>(), new HashMap<>(), new HashSet<>(), new ArrayList<>());
  }

  private void rewritten(FoundFile file, Mark mark, OnRewrite policy) {
    switch (policy) {
      case IGNORE -> {
        return;
      }
      case APPEND -> add(file, mark, false);
      case REPLACE -> add(file, mark, true);
      case FAIL -> refused.add(file.name());
      default -> throw new IllegalStateException("unknown policy " + policy);
    }
  }

  /** Adds a file that is read according to {@code other}. */
  void take(FoundFile file, FileChoice other) {
    add(file, other.known.get(file.name()), other.replaced.contains(file.name()));
  }

  /** This choice in the order of the files' names. */
  FileChoice sorted() {
    read.sort(Comparator.comparing(FoundFile::name));
    return this;
  }

  private void add(FoundFile file, Mark mark, boolean replace) {
    read.add(file);
    if (mark != null) {
      known.put(file.name(), mark);
    }
    if (replace) {
      replaced.add(file.name());
    }
  }

  /**
   * This choice without files that turned out to be unreadable; what the table has of them stays.
   */
  public FileChoice without(Set<String> corrupt) {
    Set<String> remaining = new HashSet<>(replaced);
    remaining.removeAll(corrupt);
    return new FileChoice(
        read.stream().filter(file -> !corrupt.contains(file.name())).toList(),
        known,
        remaining,
        refused);
  }
}
