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
 * @param folders paths of subfolders, none where messages name the files; empty: the folder with
 *     everything below it
 * @param isOfAll whether it finds every file that the source is to read
 * @param after when the folder has been listed once the run has committed
 */
record FilesListing(Optional<List<String>> folders, boolean isOfAll, Listed after) {

  /**
   * All where nothing tells what is new, where the table is made anew, and from time to time; else
   * the folders of the backfill's range, or the newest ones: those since the last listing that a
   * commit tells of, and the look-back before it, so that no pause of any length leaves one out.
   * All are those since {@code startAfter}, where folders tell their dates.
   *
   * @param discovery null: every run lists all
   * @param startAfter what is older is left alone; empty: nothing is
   * @param before when the folder was listed before
   */
  static FilesListing of(
      FileDiscovery discovery,
      Optional<Instant> startAfter,
      Optional<BackfillWindow> backfill,
      boolean anew,
      Listed before,
      Instant now) {
    if (discovery == null) {
      return new FilesListing(Optional.empty(), true, before);
    }
    Optional<DatedFolders> dated =
        Optional.ofNullable(discovery.dated()).map(it -> new DatedFolders(it.pattern()));
    if (backfill.isPresent() && !anew) {
      return new FilesListing(
          dated.map(it -> it.between(backfill.get().from(), backfill.get().to())),
          dated.isEmpty(),
          before);
    }
    boolean due = !now.isBefore(before.all().plusMillis(discovery.fullListingMillis()));
    if (anew || due) {
      return new FilesListing(
          dated.flatMap(it -> startAfter.map(from -> it.since(from, now))),
          true,
          new Listed(now, now));
    }
    if (dated.isEmpty()) {
      return new FilesListing(Optional.of(List.of()), false, before);
    }
    Instant lookback =
        earlier(before.newest(), now).minusMillis(discovery.dated().lookbackMillis());
    Instant from = startAfter.filter(lookback::isBefore).orElse(lookback);
    return new FilesListing(
        Optional.of(dated.get().since(from, now)), false, new Listed(before.all(), now));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
