package dev.lakehouse.spark.upkeep;

import dev.lakehouse.plan.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a table needs, by what was measured of it. Pure. */
public final class UpkeepRule {
  private UpkeepRule() {}

  /** What can be done, in the order in which it is. */
  public enum Kind {
    /** Rewrites files without the rows that deletion vectors take out (REORG). */
    PURGE("purge"),
    /** Puts small files together (OPTIMIZE). */
    COMPACT("compact"),
    /** Clusters what is not yet, and puts small files together (OPTIMIZE of a clustered table). */
    CLUSTER("cluster"),
    /** Looks into files for numbers and bounds of their rows, so that readers need not. */
    STATISTICS("gather statistics"),
    /** Writes a checkpoint, so that readers need not go through many commits. */
    CHECKPOINT("checkpoint"),
    /** Deletes files that nothing needs. */
    VACUUM("vacuum");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name for people. */
    public String label() {
      return label;
    }
  }

  /** Something to be done, and why, as a part of a sentence. */
  public record Action(Kind kind, String why) {}

  /** All that is worth doing, in order. */
  public static List<Action> actions(TableMeasures table, Thresholds from) {
    List<Action> actions = new ArrayList<>();
    if (table.deletedRows() > 0 && table.deletedShare() >= from.deletedShare()) {
      actions.add(
          new Action(
              Kind.PURGE,
              "%s of %,d rows in files are deleted"
                  .formatted(share(table.deletedShare()), table.rows())));
    }
    boolean small = table.savedFiles() >= from.filesSaved();
    String files =
        "%,d of %,d files are small (%s), %,d fewer will do"
            .formatted(
                table.smallFiles(),
                table.files(),
                ByteCount.text(table.smallBytes()),
                table.savedFiles());
    if (!table.clustered() && small) {
      actions.add(new Action(Kind.COMPACT, files));
    }
    if (table.clustered()) {
      boolean unclustered =
          table.unclusteredFiles() > 1 && table.unclusteredShare() >= from.unclusteredShare();
      if (unclustered || small) {
        actions.add(
            new Action(
                Kind.CLUSTER,
                unclustered
                    ? "%s of %s are not clustered yet, %,d files"
                        .formatted(
                            share(table.unclusteredShare()),
                            ByteCount.text(table.bytes()),
                            table.unclusteredFiles())
                    : files));
      }
    }
    if (table.unmeasuredFiles() > 0 && table.unmeasuredShare() >= from.unmeasuredShare()) {
      actions.add(
          new Action(
              Kind.STATISTICS,
              "%,d of %,d files lack them, %s of %s"
                  .formatted(
                      table.unmeasuredFiles(),
                      table.files(),
                      share(table.unmeasuredShare()),
                      ByteCount.text(table.bytes()))));
    }
    if (table.commits() >= from.commits()) {
      actions.add(
          new Action(
              Kind.CHECKPOINT, "%,d commits since the last checkpoint".formatted(table.commits())));
    }
    if (table.heldBack().isEmpty() && table.obsoleteFiles() > 0) {
      actions.add(
          new Action(
              Kind.VACUUM,
              "%,d files of %s that no version to keep needs"
                  .formatted(table.obsoleteFiles(), ByteCount.text(table.obsoleteBytes()))));
    }
    return actions;
  }

  private static String share(double part) {
    return String.format(Locale.ROOT, "%.0f %%", part * 100);
  }
}
