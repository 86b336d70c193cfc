package dev.lakehouse.kinesis.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.kinesis.core.SchemaHistory;
import dev.lakehouse.kinesis.core.SchemaHistory.Change;
import io.delta.kernel.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A table's schema history as Delta's domain metadata, written in the commit that adds the columns.
 * Of two consumers that add columns at once the second is refused, because both write this domain.
 */
final class HistoryDomain {
  static final String NAME = "lakehouse.schema";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HistoryDomain() {}

  /** The history of a table at that version. */
  static SchemaHistory of(Snapshot snapshot) {
    return snapshot
        .getDomainMetadata(NAME)
        .map(HistoryDomain::read)
        .orElse(SchemaHistory.UNCHANGED);
  }

  static String write(SchemaHistory history) {
    ObjectNode json = MAPPER.createObjectNode().put("version", history.version());
    ArrayNode changes = json.putArray("changes");
    for (Change change : history.changes()) {
      ObjectNode object =
          changes
              .addObject()
              .put("version", change.version())
              .put("time", change.time().toString())
              .put("count", change.count());
      change.added().forEach(object.putArray("added")::add);
    }
    return json.toString();
  }

  static SchemaHistory read(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      List<Change> changes = new ArrayList<>();
      for (JsonNode change : json.path("changes")) {
        List<String> added = new ArrayList<>();
        change.path("added").forEach(name -> added.add(name.asText()));
        changes.add(
            new Change(
                change.path("version").asInt(),
                Instant.parse(change.path("time").asText()),
                added,
                change.path("count").asInt()));
      }
      return new SchemaHistory(json.path("version").asInt(), changes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema history in the table's log is no JSON", e);
    }
  }
}
