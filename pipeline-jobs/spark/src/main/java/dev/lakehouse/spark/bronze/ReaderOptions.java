package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.bronze.records.TextForms;
import java.util.Map;
import java.util.TreeMap;

/** The options of Spark's that a step's reader was given. */
final class ReaderOptions {
  private ReaderOptions() {}

  /** By name, upper or lower case alike. */
  static Map<String, String> of(Step.Files step) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(step.options());
    return options;
  }

  /** How times are written. */
  static TextForms forms(Step.Files step) {
    Map<String, String> options = of(step);
    return new TextForms(options.get("dateFormat"), options.get("timestampFormat"));
  }
}
