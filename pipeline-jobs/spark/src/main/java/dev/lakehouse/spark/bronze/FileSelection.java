package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.spark.bronze.files.ChosenFiles;
import dev.lakehouse.spark.bronze.files.FileChoice;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.files.Mark;
import dev.lakehouse.spark.bronze.files.MarkLookup;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Chooses from files as they are found, batch by batch: those that are read already, mostly nearly
 * all, take no memory.
 */
final class FileSelection implements Consumer<FoundFile>, Closeable {
  private static final int BATCH = 20_000;

  private final FilesSoFar before;
  private final MarkLookup lookup;
  private final MarkLookup redone;
  private final OnRewrite policy;
  private final Optional<Predicate<FoundFile>> backfill;
  private final ChosenFiles chosen;
  private final List<FoundFile> batch = new ArrayList<>();

  FileSelection(
      FilesSoFar before,
      OnRewrite policy,
      Optional<Predicate<FoundFile>> backfill,
      ChosenFiles chosen) {
    this.before = before;
    this.lookup = before.read().ledger().lookup();
    this.redone = before.redone().lookup();
    this.policy = policy;
    this.backfill = backfill;
    this.chosen = chosen;
  }

  @Override
  public void accept(FoundFile file) {
    batch.add(file);
    if (batch.size() == BATCH) {
      choose();
    }
  }

  private void choose() {
    Set<String> names = batch.stream().map(FoundFile::name).collect(Collectors.toSet());
    chosen.add(
        FileChoice.of(
            batch,
            before.read().marksOf(names, lookup),
            policy,
            backfill.map(it -> once(it, names))));
    batch.clear();
  }

  /** A backfill reads what is known already, but not what it has read itself. */
  private Predicate<FoundFile> once(Predicate<FoundFile> wanted, Set<String> names) {
    Map<String, Mark> done = redone.marksOf(names);
    return file -> {
      Mark mark = done.get(file.name());
      return wanted.test(file) && (mark == null || !file.is(mark));
    };
  }

  /** What to read of all that were found and not passed on yet. */
  FileChoice rest() {
    choose();
    return chosen.rest();
  }

  @Override
  public void close() {
    lookup.close();
    redone.close();
  }
}
