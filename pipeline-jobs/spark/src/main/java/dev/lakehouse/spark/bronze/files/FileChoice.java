package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.OnRewrite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a run reads.
 *
 * @param read in the order they were found
 * @param replaced names of those among them whose earlier rows go
 * @param refused names of files that were rewritten although they must not be
 */
public record FileChoice(List<FoundFile> read, Set<String> replaced, List<String> refused) {

  /**
   * The new ones among {@code found}, and of those that were rewritten what {@code policy} says.
   * With a {@code window} instead: all that were written in it, in place of what is there of them.
   */
  public static FileChoice of(
      List<FoundFile> found,
      Map<String, Mark> known,
      OnRewrite policy,
      Optional<BackfillWindow> window) {
    FileChoice choice = new FileChoice(new ArrayList<>(), new HashSet<>(), new ArrayList<>());
    for (FoundFile file : found) {
      Mark mark = known.get(file.name());
      if (window.isPresent()) {
        if (window.get().contains(file.modified())) {
          choice.add(file, mark != null && mark.inTable());
        }
      } else if (mark == null || (!mark.inTable() && !file.is(mark))) {
        choice.add(file, false);
      } else if (!file.is(mark)) {
        choice.rewritten(file, policy);
      }
    }
    return choice;
  }

  private void rewritten(FoundFile file, OnRewrite policy) {
    switch (policy) {
      case IGNORE -> {
        return;
      }
      case APPEND -> add(file, false);
      case REPLACE -> add(file, true);
      case FAIL -> refused.add(file.name());
      default -> throw new IllegalStateException("unknown policy " + policy);
    }
  }

  private void add(FoundFile file, boolean replace) {
    read.add(file);
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
        read.stream().filter(file -> !corrupt.contains(file.name())).toList(), remaining, refused);
  }
}
