package dev.lakehouse.spark.environment;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableTransfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Makes tables of a lake what they are in an environment: each in one commit, after those it is
 * made from. What a table has read goes along, so the next run of the lake goes on from there. A
 * promotion that died halfway goes on when it is asked for again.
 */
public final class Promotion {
  /** The version of a table that holds what the environment's does. */
  private record Place(long version, String id) {}

  private final SparkSession session;
  private final CrashPoints crashPoints;
  private final String name;
  private final RunMark mark;
  private final Map<TableName, OwnTable> tables = new LinkedHashMap<>();
  private final Map<TableName, Place> places = new HashMap<>();

  /** Of the environment of that name. */
  public Promotion(
      SparkSession session, Environments environments, String name, CrashPoints points) {
    this.session = session;
    this.crashPoints = points;
    this.name = name;
    this.mark = environments.mark(name);
    environments.tables(session, name).forEach(table -> tables.put(table.name(), table));
  }

  /**
   * Does it, or nothing.
   *
   * @param force also where the lake's table has got other rows since, which are given up
   * @return the tables that were changed, as they came
   * @throws PromotionRefused when a table must not be promoted; it says which and what to do
   */
  public List<TableName> perform(boolean force) {
    requireThatAllWasMade();
    tables.values().forEach(this::requireNewest);
    if (!force) {
      tables.values().forEach(Promotion::requireThatTheLakeStands);
    }
    List<TableName> changed = new ArrayList<>();
    // Those beside a table are committed before it, as a step does.
    tables.values().stream().filter(this::isSibling).forEach(table -> place(table, changed));
    tables.values().forEach(table -> place(table, changed));
    return changed;
  }

  private boolean isSibling(OwnTable table) {
    return tables.keySet().stream()
        .anyMatch(
            main ->
                Environment.SIBLINGS.stream().map(main::sibling).anyMatch(table.name()::equals));
  }

  private void requireThatAllWasMade() {
    mark.unfinished()
        .ifPresent(
            why -> {
              throw new PromotionRefused(
                  "The environment %s can't be promoted: %s; run it once more until all of its tables succeed."
                      .formatted(name, why));
            });
  }

  /** A table that was not made from the newest of another would be older than its input. */
  private void requireNewest(OwnTable table) {
    CommitNote note =
        table
            .state()
            .note()
            .orElseThrow(() -> refused(table, "no run in the environment has made it"));
    if (isSibling(table)) {
      return;
    }
    note.inputs()
        .forEach(
            (text, version) -> {
              OwnTable input = tables.get(TableName.of(text));
              boolean newest =
                  input == null
                      || Rewrites.past(input.own(), version, input.state().version())
                          == input.state().version();
              if (!newest) {
                throw refused(table, "it was not made from what " + text + " is there now");
              }
            });
  }

  private static PromotionRefused refused(OwnTable table, String why) {
    return new PromotionRefused(
        "The table %s of the environment can't be promoted: %s; run the environment once more until all of its tables succeed."
            .formatted(table.name(), why));
  }

  private static void requireThatTheLakeStands(OwnTable table) {
    if (table.standing() == OwnTable.Standing.CHANGED && table.lakeMovedOn()) {
      throw new PromotionRefused(
          "The table %s of the lake has got other rows since the environment was made (it is at version %d). What it has read since is read again after a promotion, so --force loses nothing that still is in its inputs; else drop the environment and run it anew."
              .formatted(table.name(), table.lake().version()));
    }
  }

  private Place place(OwnTable table, List<TableName> changed) {
    Place known = places.get(table.name());
    if (known != null) {
      return known;
    }
    Place found =
        switch (table.standing()) {
          case AS_CLONED -> new Place(table.origin().get().version(), table.origin().get().id());
          case PROMOTED -> new Place(table.lake().version(), table.lake().id());
          case CHANGED -> promoted(table, changed);
        };
    places.put(table.name(), found);
    return found;
  }

  private Place promoted(OwnTable table, List<TableName> changed) {
    CommitNote note = translated(table, table.state().note().orElseThrow(), changed);
    TableCommit commit =
        new TableTransfer(session, table.own(), table.lakes(), crashPoints)
            .commit(table.state(), table.lake(), note, Origin.PROPERTIES);
    changed.add(table.name());
    return new Place(commit.version(), table.lakes().id(commit.version()));
  }

  /** Inputs first: where these come to stand is what the note says. */
  private CommitNote translated(OwnTable table, CommitNote note, List<TableName> changed) {
    Map<String, Long> inputs = new HashMap<>(note.inputs());
    Map<String, String> ids = new HashMap<>(note.inputIds());
    for (String text : note.inputs().keySet()) {
      Optional.ofNullable(tables.get(TableName.of(text)))
          .map(input -> place(input, changed))
          .ifPresent(
              place -> {
                inputs.put(text, place.version());
                ids.put(text, place.id());
              });
    }
    Long rows = table.state().newest().map(TableCommit::tableRows).orElse(null);
    // The number stays that of the lake's newest run: the next one must be greater.
    return note.movedTo(table.lake().sequence(), inputs, ids).withRowsBefore(rows);
  }
}
