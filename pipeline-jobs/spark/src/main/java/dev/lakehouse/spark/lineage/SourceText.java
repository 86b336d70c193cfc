package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.Step;

/** What a bronze table's records come from, in a few words that name it. */
final class SourceText {
  private SourceText() {}

  static String of(Step step) {
    if (step instanceof Step.Kinesis kinesis) {
      return "stream " + kinesis.stream();
    }
    if (step instanceof Step.Jdbc jdbc) {
      return jdbc.table() + " of " + jdbc.connection();
    }
    if (step instanceof Step.Files files) {
      return "files of " + files.path();
    }
    Step.Http http = (Step.Http) step;
    return http.read().path() + " of " + http.connection();
  }
}
