package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.lakehouse.plan.Step;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.collection.immutable.Map;

/**
 * Files of CSV, whose values are texts. A header says which column a value belongs to, in each file
 * anew; one that names none of the declared columns is a title, and values go by their place, as
 * without a header.
 */
final class CsvReader implements RecordReader {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, String> options;
  private final ArrayList<String> declared;
  private final FieldNames names;

  /** A reader with Spark's options of the format. */
  CsvReader(Map<String, String> options, List<Step.ColumnType> columns) {
    this.options = options;
    this.declared = new ArrayList<>(columns.stream().map(Step.ColumnType::name).toList());
    this.names = new FieldNames(columns);
  }

  @Override
  public boolean isSplitable() {
    return false;
  }

  @Override
  public Iterator<FileRecord> read(PartitionedFile file, Configuration configuration)
      throws IOException {
    CSVOptions csv = new CSVOptions(options, false, "UTC");
    CsvParserSettings settings = csv.asParserSettings();
    settings.setLineSeparatorDetectionEnabled(csv.lineSeparatorInRead().isEmpty());
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(
        new InputStreamReader(Streams.open(file, configuration), Charset.forName(csv.charset())));
    List<String> header = List.of();
    if (csv.headerFlag()) {
      String[] first = parser.parseNext();
      header = first == null ? List.of() : header(first);
    }
    return new Lines(parser, header, csv.nullValue());
  }

  private List<String> header(String[] cells) {
    List<String> header = new ArrayList<>();
    boolean any = declared.isEmpty();
    for (int i = 0; i < cells.length; i++) {
      Optional<String> column = cells[i] == null ? Optional.empty() : names.column(cells[i]);
      any |= column.isPresent();
      String name = cells[i] == null || cells[i].isBlank() ? fieldName(i) : cells[i].strip();
      header.add(column.filter(it -> !header.contains(it)).orElse(name));
    }
    return any ? header : List.of();
  }

  private String fieldName(int index) {
    return declared.isEmpty() ? "_c" + index : "_field_" + (index + 1);
  }

  private final class Lines implements Iterator<FileRecord>, Closeable {
    private final CsvParser parser;
    private final List<String> header;
    private final String nullText;
    private String[] ahead;
    private long line;

    private Lines(CsvParser parser, List<String> header, String nullText) {
      this.parser = parser;
      this.nullText = nullText;
      this.header = header.isEmpty() ? declared : header;
      advance();
    }

    private void advance() {
      ahead = parser.parseNext();
      line = parser.getContext().currentLine();
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public FileRecord next() {
      if (ahead == null) {
        throw new NoSuchElementException();
      }
      ObjectNode record = MAPPER.createObjectNode();
      for (int i = 0; i < ahead.length; i++) {
        if (ahead[i] != null && !ahead[i].equals(nullText)) {
          record.put(i < header.size() ? header.get(i) : fieldName(i), ahead[i]);
        }
      }
      long at = line;
      advance();
      try {
        return FileRecord.of(MAPPER.writeValueAsString(record), at);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("texts can't be written as JSON", e);
      }
    }

    @Override
    public void close() {
      parser.stopParsing();
    }
  }
}
