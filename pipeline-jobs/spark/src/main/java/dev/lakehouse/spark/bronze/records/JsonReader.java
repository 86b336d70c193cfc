package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.execution.datasources.HadoopFileLinesReader;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.Option;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

/** Files of JSON: an object a line, or with {@code multiLine} a whole file of objects. */
final class JsonReader implements RecordReader {
  private static final long serialVersionUID = 1L;

  private final Map<String, String> options;
  private final boolean multiLine;
  private final String encoding;
  private final boolean strict;
  private final boolean events;

  /**
   * A reader with Spark's options of the format.
   *
   * @param events whether the objects are change events of Debezium
   */
  JsonReader(Map<String, String> given, boolean events) {
    this.events = events;
    this.options = given;
    JSONOptions parsed = new JSONOptions(given, "UTC", "");
    this.multiLine = parsed.multiLine();
    this.encoding = parsed.encoding().isDefined() ? parsed.encoding().get() : null;
    this.strict =
        CollectionConverters.asJava(given).keySet().stream()
            .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("allow"));
  }

  @Override
  public boolean isSplitable() {
    return !multiLine && encoding == null;
  }

  @Override
  public Iterator<FileRecord> read(PartitionedFile file, Configuration configuration)
      throws IOException {
    Iterator<FileRecord> objects = objects(file, configuration);
    return events ? new ChangeRecords(objects) : objects;
  }

  private Iterator<FileRecord> objects(PartitionedFile file, Configuration configuration)
      throws IOException {
    JsonFactory factory = new JSONOptions(options, "UTC", "").buildJsonFactory();
    if (multiLine) {
      JsonMapper mapper = JsonLines.mapper(factory);
      mapper.disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      return new JsonDocument(factory.createParser(text(file, configuration)), mapper);
    }
    if (encoding != null) {
      BufferedReader reader = new BufferedReader(text(file, configuration));
      return new JsonLines(reader.lines().iterator(), factory, false, true);
    }
    HadoopFileLinesReader lines = new HadoopFileLinesReader(file, Option.empty(), configuration);
    Iterator<Text> texts = CollectionConverters.asJava(lines);
    return new JsonLines(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return texts.hasNext();
          }

          @Override
          public String next() {
            return texts.next().toString();
          }
        },
        factory,
        strict,
        file.start() == 0);
  }

  private Reader text(PartitionedFile file, Configuration configuration) throws IOException {
    return new InputStreamReader(
        Streams.open(file, configuration), Charset.forName(encoding == null ? "UTF-8" : encoding));
  }
}
