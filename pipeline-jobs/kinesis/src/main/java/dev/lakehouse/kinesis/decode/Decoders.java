package dev.lakehouse.kinesis.decode;

import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Step.ColumnType;
import java.util.List;

/** What a plan's decoding is here. */
public final class Decoders {
  private Decoders() {}

  /**
   * Makes rows as the plan says; of no use any more after a failed commit, because the columns that
   * it added may not be the table's.
   *
   * @throws IllegalArgumentException when the plan can't be followed; the message says why, and
   *     what to change in the spec
   */
  public static PayloadRows of(Decoding decoding) {
    TableLayout layout = new TableLayout(columns(decoding));
    return new PayloadRows(layout, reader(decoding), decoding.evolution());
  }

  private static List<ColumnType> columns(Decoding decoding) {
    return switch (decoding.format()) {
      case TEXT -> List.of(new ColumnType(TextReader.COLUMN, "string"));
      case BYTES -> List.of(new ColumnType(TextReader.COLUMN, "binary"));
      default -> decoding.columns();
    };
  }

  private static PayloadReader reader(Decoding decoding) {
    return switch (decoding.format()) {
      case JSON -> new JsonReader();
      case DEBEZIUM -> new DebeziumReader();
      case CSV -> new CsvReader(decoding.csv(), decoding.columns().size());
      case AVRO -> new AvroReader(decoding.avro());
      case PROTOBUF -> new ProtobufReader(decoding.protobuf());
      case TEXT -> new TextReader(true);
      case BYTES -> new TextReader(false);
    };
  }
}
