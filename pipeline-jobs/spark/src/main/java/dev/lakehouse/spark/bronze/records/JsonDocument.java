package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A file that is JSON as a whole: objects one after the other, or arrays of them, over any number
 * of lines. What follows a mistake can't be told from it, and is one malformed record.
 */
final class JsonDocument implements Iterator<FileRecord>, Closeable {
  private final JsonMapper mapper;
  private final JsonParser parser;
  private FileRecord ahead;
  private boolean ended;

  JsonDocument(JsonParser parser, JsonMapper mapper) {
    this.parser = parser;
    this.mapper = mapper;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && !ended) {
      try {
        advance();
      } catch (NumberFormatException e) {
        ended = true;
        ahead =
            FileRecord.malformed(
                "no JSON: a number out of range",
                null,
                (long) parser.currentLocation().getLineNr());
      } catch (JsonProcessingException e) {
        ended = true;
        ahead =
            FileRecord.malformed(
                "no JSON: " + JsonLines.where(e),
                null,
                e.getLocation() == null ? null : (long) e.getLocation().getLineNr());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ahead != null;
  }

  private void advance() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      ended = true;
      return;
    }
    boolean array =
        token == JsonToken.START_ARRAY && parser.getParsingContext().getParent().inRoot();
    if (array || token == JsonToken.END_ARRAY) {
      return;
    }
    long line = parser.currentTokenLocation().getLineNr();
    JsonNode node = mapper.readTree(parser);
    ahead =
        node.isObject()
            ? FileRecord.of(mapper.writeValueAsString(node), line)
            : FileRecord.malformed("no JSON object", node.toString(), line);
  }

  @Override
  public FileRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FileRecord record = ahead;
    ahead = null;
    return record;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
