package dev.lakehouse.spark.bronze.records;

import dev.lakehouse.plan.Step;
import java.util.Set;
import org.apache.spark.util.LongAccumulator;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

/** The formats that are read record by record. */
public final class RecordFormats {
  private static final Set<String> FORMATS = Set.of("csv", "debezium", "json");

  private RecordFormats() {}

  /** Whether that format's records are told apart before they are columns. */
  public static boolean has(String format) {
    return FORMATS.contains(format);
  }

  /** The format of a step's files; {@code malformed} counts the records that can't be read. */
  public static RecordFormat of(Step.Files step, LongAccumulator malformed) {
    Map<String, String> options = Map.from(CollectionConverters.asScala(step.options()));
    return new RecordFormat(
        "csv".equals(step.format())
            ? new CsvReader(options, step.columns())
            : new JsonReader(options, "debezium".equals(step.format())),
        malformed);
  }
}
