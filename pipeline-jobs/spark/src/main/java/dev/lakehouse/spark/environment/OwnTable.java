package dev.lakehouse.spark.environment;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A table of an environment beside the lake's of that name, both as they are now.
 *
 * @param origin what it was cloned of; empty when the lake had no such table then
 */
record OwnTable(
    LakeTable own, TableState state, LakeTable lakes, TableState lake, Optional<Origin> origin) {

  /** What the table is to the lake's. */
  enum Standing {
    /** A clone that nothing was written to. */
    AS_CLONED,
    /** Written to since it was cloned, or new. */
    CHANGED,
    /** What the lake's table was made by a promotion. */
    PROMOTED
  }

  static OwnTable of(SparkSession session, String lake, String environment, TableName name) {
    LakeTable own = LakeTable.of(session, environment, name);
    LakeTable lakes = LakeTable.of(session, lake, name);
    TableState state = own.state();
    return new OwnTable(own, state, lakes, lakes.state(), Origin.of(state));
  }

  TableName name() {
    return own.name();
  }

  Standing standing() {
    if (origin.isPresent() && state.version() == 0) {
      return Standing.AS_CLONED;
    }
    Optional<String> made = state.note().map(CommitNote::token);
    return made.isPresent() && made.equals(lake.note().map(CommitNote::token))
        ? Standing.PROMOTED
        : Standing.CHANGED;
  }

  /** Whether the lake's table has got other rows since the environment was made. */
  boolean lakeMovedOn() {
    return origin.isPresent() ? !origin.get().isStill(lakes, lake) : lake.exists();
  }
}
