package dev.lakehouse.spark.environment;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Shallow clones of the lake's tables: logs that name the lake's files, so nothing is copied
 * however large they are. A clone's one commit carries the note of the table it is a clone of, in
 * the environment's terms; so a step that is declared as it was goes on from there, and one that is
 * declared otherwise makes its table anew.
 */
public final class Clones {
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  private final SparkSession session;
  private final Environment environment;
  private final Set<TableName> seen = new HashSet<>();

  /** Of an environment. */
  public Clones(SparkSession session, Environment environment) {
    this.session = session.newSession();
    this.environment = environment;
  }

  /** Clones what the environment has not: a run that died halfway begins here again. */
  public void make() {
    environment.own().stream().sorted().forEach(this::make);
  }

  private void make(TableName main) {
    if (!seen.add(main)) {
      return;
    }
    // Those beside it first, as a step commits them: with them there, the table can be relied on.
    Environment.SIBLINGS.forEach(sibling -> cloneUnlessThere(main.sibling(sibling)));
    cloneUnlessThere(main);
  }

  private void cloneUnlessThere(TableName name) {
    LakeTable own = own(name);
    LakeTable lakes = lakes(name);
    if (own.newestVersion() >= 0 || lakes.newestVersion() < 0) {
      return;
    }
    TableState source = lakes.state();
    String note = source.newest().flatMap(this::translated).map(CommitNote::toJson).orElse("");
    Origin origin = new Origin(source.id(), source.version());
    session.conf().set(USER_METADATA, note);
    try {
      session.sql(
          "CREATE TABLE delta.`%s` SHALLOW CLONE delta.`%s` VERSION AS OF %d TBLPROPERTIES %s"
              .formatted(own.path(), lakes.path(), origin.version(), origin.sql()));
    } finally {
      session.conf().unset(USER_METADATA);
    }
  }

  /**
   * What the table has read, as versions of what the environment reads; empty when that had moved
   * on and the table not yet: then it is made anew.
   */
  private Optional<CommitNote> translated(TableCommit newest) {
    CommitNote note = newest.note();
    Map<String, Long> inputs = new HashMap<>(note.inputs());
    Map<String, String> ids = new HashMap<>(note.inputIds());
    for (String text : note.inputs().keySet()) {
      TableName input = TableName.of(text);
      if (environment.own().contains(input)) {
        make(input);
        Optional<TableState> clone = Optional.of(own(input).state()).filter(TableState::exists);
        boolean covered =
            clone
                .flatMap(Origin::of)
                .filter(
                    origin -> origin.covers(lakes(input), ids.get(text), note.inputs().get(text)))
                .isPresent();
        if (!covered) {
          return Optional.empty();
        }
        inputs.put(text, 0L);
        ids.put(text, clone.get().id());
      }
    }
    return Optional.of(
        note.movedTo(note.sequence(), inputs, ids).withRowsBefore(newest.tableRows()));
  }

  private LakeTable own(TableName name) {
    return LakeTable.of(session, environment.root(), name);
  }

  private LakeTable lakes(TableName name) {
    return LakeTable.of(session, environment.lake(), name);
  }
}
