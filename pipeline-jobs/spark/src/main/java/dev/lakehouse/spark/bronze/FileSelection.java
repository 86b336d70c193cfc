package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.spark.bronze.files.FileChoice;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.files.MarkLookup;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
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

  private final ReadFiles before;
  private final MarkLookup lookup;
  private final OnRewrite policy;
  private final Optional<Predicate<FoundFile>> backfill;
  private final List<FoundFile> batch = new ArrayList<>();
  private final List<FileChoice> chosen = new ArrayList<>();

  FileSelection(ReadFiles before, OnRewrite policy, Optional<Predicate<FoundFile>> backfill) {
    this.before = before;
    this.lookup = before.ledger().lookup();
    this.policy = policy;
    this.backfill = backfill;
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
    chosen.add(FileChoice.of(batch, before.marksOf(names, lookup), policy, backfill));
    batch.clear();
  }

  /** What to read of all that were found. */
  FileChoice result() {
    choose();
    return FileChoice.of(chosen);
  }

  @Override
  public void close() {
    lookup.close();
  }
}
