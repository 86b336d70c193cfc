package dev.lakehouse.kinesis.decode;

import dev.lakehouse.plan.Decoding.Csv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/**
 * One line of values, in the order of the declared columns. A line that is too short lacks its last
 * values; one that is too long has fields without a column, named {@code _field_N}.
 */
final class CsvReader implements PayloadReader {
  private final CSVFormat format;
  private final int columns;

  /**
   * Reads lines of that form.
   *
   * @param columns how many columns are declared; they stand first in a row
   */
  CsvReader(Csv csv, int columns) {
    this.format =
        CSVFormat.Builder.create()
            .setDelimiter(csv.delimiter())
            .setQuote(csv.quote() == null ? null : (Character) csv.quote().charAt(0))
            // With this mode a quoted value is never null, whatever its text.
            .setQuoteMode(csv.quote() == null ? null : QuoteMode.ALL_NON_NULL)
            .setNullString(csv.nullText())
            .setIgnoreEmptyLines(false)
            .build();
    this.columns = columns;
  }

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    String text = Texts.requireUtf8(payload);
    try (CSVParser parser = CSVParser.parse(text, format)) {
      Iterator<CSVRecord> lines = parser.iterator();
      if (!lines.hasNext()) {
        throw new MalformedPayloadException("no CSV: empty");
      }
      CSVRecord line = lines.next();
      if (lines.hasNext()) {
        throw new MalformedPayloadException("no CSV: more than one line");
      }
      fill(line, row);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new MalformedPayloadException("no CSV: a quote that does not end, or ends too early");
    }
  }

  private void fill(CSVRecord line, RowFiller row) {
    for (int i = 0; i < line.size(); i++) {
      String text = line.get(i);
      Object raw = text == null ? null : new CsvText(text);
      if (i < columns) {
        row.set(i, raw);
      } else {
        row.unknown("_field_" + (i + 1), raw);
      }
    }
  }
}
