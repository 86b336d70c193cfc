package dev.lakehouse.plan.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where and when a change was made, as the {@code source} of an event tells. Positions of one
 * source are in the order of its log as texts: numbers in them have a fixed width.
 */
final class SourcePosition {
  private static final int WIDTH = 20;

  private SourcePosition() {}

  /** The position; null when the event tells none. */
  static String of(JsonNode source) {
    List<String> parts =
        switch (source.path("connector").asText()) {
          case "postgresql" -> numbers(source, "lsn");
          case "mysql", "mariadb" -> binlog(source);
          case "sqlserver", "db2" -> changes(source);
          case "oracle" -> numbers(source, "scn", "ssn");
          case "mongodb" -> numbers(source, "ts_ms", "ord");
          default -> List.of();
        };
    List<String> known = parts.isEmpty() ? numbers(source, "ts_ms") : parts;
    return known.isEmpty() ? null : known.stream().collect(Collectors.joining(":"));
  }

  /** Those of the fields from the first on that are there. */
  private static List<String> numbers(JsonNode source, String... fields) {
    List<String> parts = new ArrayList<>();
    for (String field : fields) {
      String text = source.path(field).asText();
      if (!text.matches("[0-9]+")) {
        return parts;
      }
      parts.add(padded(text));
    }
    return parts;
  }

  private static List<String> binlog(JsonNode source) {
    String file = source.path("file").asText();
    if (file.isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    int dot = file.lastIndexOf('.') + 1;
    parts.add(file.substring(0, dot) + padded(file.substring(dot)));
    parts.addAll(numbers(source, "pos", "row"));
    return parts;
  }

  /** A snapshot's reads have no change of their own: they are before those of the same commit. */
  private static List<String> changes(JsonNode source) {
    if (!source.path("commit_lsn").isTextual()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    parts.add(source.get("commit_lsn").textValue());
    if (source.path("change_lsn").isTextual()) {
      parts.add(source.get("change_lsn").textValue());
      parts.addAll(numbers(source, "event_serial_no"));
    }
    return parts;
  }

  private static String padded(String number) {
    return "0".repeat(Math.max(0, WIDTH - number.length())) + number;
  }

  /** When the source made the change, or else when Debezium read it; null when neither is told. */
  static String time(JsonNode event) {
    JsonNode source = event.path("source");
    if (source.path("ts_us").isIntegralNumber()) {
      return Instant.EPOCH.plus(source.get("ts_us").longValue(), ChronoUnit.MICROS).toString();
    }
    JsonNode millis =
        source.path("ts_ms").isIntegralNumber() ? source.get("ts_ms") : event.path("ts_ms");
    return millis.isIntegralNumber() ? Instant.ofEpochMilli(millis.longValue()).toString() : null;
  }
}
