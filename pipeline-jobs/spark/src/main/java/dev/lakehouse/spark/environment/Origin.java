package dev.lakehouse.spark.environment;

import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Of which version of the lake's table a table of an environment was cloned; kept in its
 * properties.
 *
 * @param id Delta's id of the lake's table
 */
record Origin(String id, long version) {
  private static final String ID = "lakehouse.env.originId";
  private static final String VERSION = "lakehouse.env.originVersion";

  /** The properties that keep it. */
  static final List<String> PROPERTIES = List.of(ID, VERSION);

  /** That of a table; empty when the lake had none of that name. */
  static Optional<Origin> of(TableState table) {
    Map<String, String> properties =
        CollectionConverters.asJava(table.snapshot().metadata().configuration());
    return properties.containsKey(ID) && properties.containsKey(VERSION)
        ? Optional.of(new Origin(properties.get(ID), Long.parseLong(properties.get(VERSION))))
        : Optional.empty();
  }

  /** As Delta's SQL takes properties. */
  String sql() {
    return "('%s' = '%s', '%s' = '%d')".formatted(ID, id, VERSION, version);
  }

  /** Whether the table still holds the rows that were cloned. */
  boolean isStill(LakeTable table, TableState now) {
    return now.exists() && holdsSameRows(table, now.id(), version, now.version());
  }

  /** Whether what has read a version of the table has read what was cloned. */
  boolean covers(LakeTable table, String readId, long read) {
    return readId != null && holdsSameRows(table, readId, read, version);
  }

  private boolean holdsSameRows(LakeTable table, String otherId, long earlier, long later) {
    return id.equals(otherId)
        && earlier <= later
        && (earlier == later || Rewrites.past(table, earlier, later) == later);
  }
}
