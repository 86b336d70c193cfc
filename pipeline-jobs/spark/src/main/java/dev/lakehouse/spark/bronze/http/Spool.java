package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The records of one read on the driver's disk, a line each: no more than a page is held in memory,
 * and each page is asked for once however often Spark goes over the rows.
 */
final class Spool implements AutoCloseable {
  /** The record's JSON. */
  static final String RECORD = RecordColumns.RECORD;

  /** Names the record's content: two records of one hash are the same version of the same. */
  static final String HASH = "_hash";

  /** The record's high-water value; null when it has none. */
  static final String MARK = "_high_water";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  private final Path file;
  private final BufferedWriter writer;
  private long records;

  private Spool(Path file) throws IOException {
    this.file = file;
    this.writer = Files.newBufferedWriter(file);
  }

  static Spool create() {
    try {
      return new Spool(Files.createTempFile("records", ".jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a record. */
  void add(ObjectNode record, Optional<String> mark) {
    try {
      String text = MAPPER.writeValueAsString(record);
      ObjectNode line = MAPPER.createObjectNode();
      line.put(RECORD, text).put(HASH, Hashes.of(text)).put(MARK, mark.orElse(null));
      writer.write(MAPPER.writeValueAsString(line));
      writer.newLine();
      records++;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that was read as JSON can't be written as such", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isEmpty() {
    return records == 0;
  }

  /** The records, to be read before the spool is closed. */
  Dataset<Row> rows(SparkSession session) {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String schema = "%s string, %s string, %s string".formatted(RECORD, HASH, MARK);
    return session.read().schema(schema).json(file.toUri().toString());
  }

  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
