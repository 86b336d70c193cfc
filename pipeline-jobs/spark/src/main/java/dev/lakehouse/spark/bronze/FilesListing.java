package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.spark.bronze.files.DatedFolders;
import dev.lakehouse.spark.bronze.files.Listed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What of a folder a run lists.
 *
 * @param folders paths of subfolders, none where messages name the files; empty: all of it
 * @param after when the folder has been listed once the run has committed
 */
record FilesListing(Optional<List<String>> folders, Listed after) {

  /**
   * All where nothing tells what is new, where the table is made anew, and from time to time; else
   * the folders of the backfill's range, or the newest ones: those since the last listing that a
   * commit tells of, and the look-back before it, so that no pause of any length leaves one out.
   *
   * @param discovery null: every run lists all
   * @param before when the folder was listed before
   */
  static FilesListing of(
      FileDiscovery discovery,
      Optional<BackfillWindow> backfill,
      boolean anew,
      Listed before,
      Instant now) {
    if (discovery == null) {
      return new FilesListing(Optional.empty(), before);
    }
    if (backfill.isPresent() && !anew) {
      return new FilesListing(
          Optional.ofNullable(discovery.dated())
              .map(dated -> new DatedFolders(dated.pattern()))
              .map(dated -> dated.between(backfill.get().from(), backfill.get().to())),
          before);
    }
    boolean due = !now.isBefore(before.all().plusMillis(discovery.fullListingMillis()));
    if (anew || due) {
      return new FilesListing(Optional.empty(), new Listed(now, now));
    }
    if (discovery.dated() == null) {
      return new FilesListing(Optional.of(List.of()), before);
    }
    DatedFolders dated = new DatedFolders(discovery.dated().pattern());
    Instant from = earlier(before.newest(), now).minusMillis(discovery.dated().lookbackMillis());
    return new FilesListing(Optional.of(dated.since(from, now)), new Listed(before.all(), now));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  boolean isOfAll() {
    return folders.isEmpty();
  }
}
