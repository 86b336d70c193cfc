package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Lines of JSON as records; a line may be an array of them. */
final class JsonLines implements Iterator<FileRecord> {
  private final Iterator<String> lines;
  private final JsonMapper mapper;
  private final boolean numbered;
  private final boolean strict;
  private final Deque<FileRecord> ready = new ArrayDeque<>();
  private long line;

  /**
   * Reads lines with the factory's settings.
   *
   * @param strict whether a line that can be read is JSON by anybody's rules
   * @param numbered whether the lines are counted from the begin of the file
   */
  JsonLines(Iterator<String> lines, JsonFactory factory, boolean strict, boolean numbered) {
    this.lines = lines;
    this.mapper = mapper(factory);
    this.numbered = numbered;
    this.strict = strict;
  }

  static JsonMapper mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
        .build();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && lines.hasNext()) {
      line++;
      String text = lines.next();
      if (!text.isBlank()) {
        add(text, numbered ? line : null);
      }
    }
    return !ready.isEmpty();
  }

  private void add(String text, Long at) {
    try {
      JsonNode node = mapper.readTree(text);
      if (node.isArray()) {
        for (JsonNode element : node) {
          add(element, element.toString(), at);
        }
      } else {
        add(node, strict ? text : mapper.writeValueAsString(node), at);
      }
    } catch (NumberFormatException e) {
      // Valid by the grammar, and a number that nothing can hold: 1e21793843955.
      ready.add(FileRecord.malformed("no JSON: a number out of range", text, at));
    } catch (JsonProcessingException e) {
      ready.add(FileRecord.malformed("no JSON: " + where(e), text, at));
    }
  }

  private void add(JsonNode node, String json, Long at) {
    ready.add(
        node.isObject()
            ? FileRecord.of(json, at)
            : FileRecord.malformed("no JSON object", json, at));
  }

  /** Where it stops making sense; what stands there is not told. */
  static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? "it ends too early"
        : "it can't be read from column " + e.getLocation().getColumnNr() + " on";
  }

  @Override
  public FileRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.poll();
  }
}
