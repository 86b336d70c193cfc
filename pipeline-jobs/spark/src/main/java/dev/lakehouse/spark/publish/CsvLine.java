package dev.lakehouse.spark.publish;

import java.sql.Timestamp;
import java.util.HexFormat;
import org.apache.spark.sql.Row;

/** A row in the CSV that PostgreSQL's COPY reads: null is nothing, text always stands in quotes. */
final class CsvLine {
  private CsvLine() {}

  static void append(StringBuilder line, Row row) {
    for (int i = 0; i < row.size(); i++) {
      if (i > 0) {
        line.append(',');
      }
      if (!row.isNullAt(i)) {
        appendValue(line, row.get(i));
      }
    }
    line.append('\n');
  }

  private static void appendValue(StringBuilder line, Object value) {
    if (value instanceof String text) {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    } else if (value instanceof Timestamp timestamp) {
      line.append(timestamp.toInstant());
    } else if (value instanceof byte[] bytes) {
      line.append("\"\\x").append(HexFormat.of().formatHex(bytes)).append('"');
    } else if (value instanceof java.math.BigDecimal decimal) {
      line.append(decimal.toPlainString());
    } else {
      line.append(value);
    }
  }
}
