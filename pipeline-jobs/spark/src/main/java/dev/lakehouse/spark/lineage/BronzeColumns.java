package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.Step;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What is known of a bronze table's columns without its data. */
final class BronzeColumns {
  private static final StructType INGESTED =
      new StructType().add("_ingested_at", DataTypes.TimestampType);

  private BronzeColumns() {}

  /** The declared columns, and those the engine adds. Nothing is declared: the latter alone. */
  static StructType of(Step step) {
    StructType columns = new StructType();
    for (Step.ColumnType column : declared(step)) {
      columns = columns.add(column.name(), column.type());
    }
    for (var field : added(step).fields()) {
      columns = List.of(columns.fieldNames()).contains(field.name()) ? columns : columns.add(field);
    }
    return columns;
  }

  /** Whether these are all columns the table will have. */
  static boolean known(Step step) {
    return !declared(step).isEmpty();
  }

  static List<Step.ColumnType> declared(Step step) {
    if (step instanceof Step.Files files) {
      return files.columns();
    }
    if (step instanceof Step.Jdbc jdbc) {
      return jdbc.columns();
    }
    if (step instanceof Step.Http http) {
      return http.columns();
    }
    return step instanceof Step.Kinesis kinesis ? streamed(kinesis) : List.of();
  }

  private static List<Step.ColumnType> streamed(Step.Kinesis kinesis) {
    return switch (kinesis.decoding().format()) {
      case TEXT -> List.of(new Step.ColumnType("value", "string"));
      case BYTES -> List.of(new Step.ColumnType("value", "binary"));
      default -> kinesis.decoding().columns();
    };
  }

  private static StructType added(Step step) {
    StructType text =
        new StructType(
            java.util.stream.Stream.of(names(step))
                .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
                .toArray(org.apache.spark.sql.types.StructField[]::new));
    if (step instanceof Step.Files) {
      text = text.add("_file_modified", DataTypes.TimestampType);
    }
    if (step instanceof Step.Kinesis) {
      text = text.add("_arrived_at", DataTypes.TimestampType);
    }
    return text.merge(INGESTED, true);
  }

  private static String[] names(Step step) {
    return Map.<Class<?>, String[]>of(
            Step.Files.class, new String[] {"_rescued", "_file"},
            Step.Http.class, new String[] {"_rescued", "_hash", "_high_water"},
            Step.Kinesis.class, new String[] {"_rescued", "_shard", "_sequence", "_partition_key"})
        .getOrDefault(step.getClass(), new String[0]);
  }
}
