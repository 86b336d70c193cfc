package dev.lakehouse.plan.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.Step;
import java.util.List;

/**
 * What a record of Debezium says: {@code {before, after, source, op, ts_ms}}, alone or as the
 * payload beside its Connect schema. The row is that after the change, of a deletion the one before
 * it.
 *
 * @param row the row's fields and those of {@link #COLUMNS}; null: it has none
 * @param unreadable why there is no row, for people and without the record's content; null with a
 *     row, and for records that say nothing of a row: tombstones, heartbeats' payloads, messages
 */
public record ChangeEvent(ObjectNode row, String unreadable) {
  /** {@code c}, {@code r} (read by a snapshot), {@code u} or {@code d}. */
  public static final String OP = "_op";

  /** When the source changed the row, ISO 8601. */
  public static final String SOURCE_TIME = "_source_ts";

  /** Where the change stands in the source's log; texts in the order of the log. */
  public static final String SOURCE_POSITION = "_source_position";

  /** The columns that come with each row. */
  public static final List<Step.ColumnType> COLUMNS =
      List.of(
          new Step.ColumnType(OP, "string"),
          new Step.ColumnType(SOURCE_TIME, "timestamp"),
          new Step.ColumnType(SOURCE_POSITION, "string"));

  private static final ChangeEvent NOTHING = new ChangeEvent(null, null);

  /** What that record says; null stands for an empty record. */
  public static ChangeEvent of(JsonNode record) {
    if (isNothing(record)) {
      return NOTHING;
    }
    JsonNode schema = record.path("schema");
    boolean wrapped = record.has("payload") && !record.has("op");
    JsonNode event = wrapped ? record.get("payload") : record;
    if (isNothing(event)) {
      return NOTHING;
    }
    if (!event.path("op").isTextual()) {
      return unreadable("it has no op: use format json for records that are rows already");
    }
    String op = event.get("op").textValue();
    return switch (op) {
      case "c", "r", "u" -> change(event, schema, op, "after");
      case "d" -> change(event, schema, op, "before");
      case "m" -> NOTHING;
      case "t" ->
          unreadable(
              "its op is t: the table was emptied, which no row can say; rebuild the tables");
      default -> unreadable("its op is none of c, r, u, d, m and t");
    };
  }

  private static boolean isNothing(JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  private static ChangeEvent unreadable(String why) {
    return new ChangeEvent(null, "no change event of Debezium: " + why);
  }

  private static ChangeEvent change(JsonNode event, JsonNode schema, String op, String side) {
    if (!event.path(side).isObject()) {
      return unreadable(
          "a change of op %s has no %s; the source must log it (REPLICA IDENTITY of PostgreSQL)"
              .formatted(op, side));
    }
    ObjectNode row =
        ConnectValues.row((ObjectNode) event.get(side), ConnectValues.field(schema, side));
    row.put(OP, op);
    row.put(SOURCE_TIME, SourcePosition.time(event));
    row.put(SOURCE_POSITION, SourcePosition.of(event.path("source")));
    return new ChangeEvent(row, null);
  }
}
