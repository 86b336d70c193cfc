package dev.lakehouse.spark.lineage;

import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What decides which rows and values a silver table has, by how it keeps the past of its keys. */
class SilverLineageTest {
  private static final Step BRONZE =
      Steps.files(
          "o", "s3a://lake/o", "csv", Map.of(), "id bigint", "at timestamp", "op string", "v int");

  private final TestLake lake = TestLake.create();

  /** What the answer says of {@code bronze.o}, line by line. */
  private String origins(Step.Silver step, String column) {
    return LineageReport.of(
            TestLake.spark(), List.of(lake.plan(BRONZE, step)), name -> Optional.empty())
        .answer(
            TableName.of("silver.o"), column, false, LineageReport.Format.TEXT, Clock.systemUTC())
        .lines()
        .map(String::strip)
        .filter(line -> !line.contains("files of") && !line.equals("which rows there are"))
        .skip(1)
        .collect(Collectors.joining("; "));
  }

  /** History, input, deleteWhen, ignoreNulls, sequenceBy; column; where it comes from. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TYPE1 | APPENDED    |          | false | at | v          | identity of bronze.o.v; silver.o: window bronze.o.at, bronze.o.id",
        "TYPE1 | APPENDED    |          | false |    | v          | identity of bronze.o.v; silver.o: window bronze.o.id",
        "TYPE1 | APPENDED    | op = 'D' | false | at | v          | identity of bronze.o.v; silver.o: filter bronze.o.op; window bronze.o.at, bronze.o.id",
        "TYPE1 | APPENDED    |          | true  | at | v          | window of bronze.o.at; window of bronze.o.id; transformation of bronze.o.v; silver.o: window bronze.o.at, bronze.o.id",
        "FIRST | APPENDED    |          | false |    | v          | identity of bronze.o.v; silver.o: window bronze.o.id",
        "NONE  | APPENDED    |          | false |    | v          | identity of bronze.o.v",
        "TYPE2 | APPENDED    |          | false | at | valid_from | identity of bronze.o.at",
        "TYPE2 | APPENDED    |          | false | at | valid_to   | transformation, window of bronze.o.at; window of bronze.o.id",
        "TYPE2 | APPENDED    | op = 'D' | false | at | valid_to   | transformation, window of bronze.o.at; window of bronze.o.id; conditional of bronze.o.op; silver.o: filter bronze.o.op",
        "TYPE2 | APPENDED    | op = 'D' | false | at | is_current | window of bronze.o.at; window of bronze.o.id; conditional of bronze.o.op; silver.o: filter bronze.o.op",
        "TYPE1 | SNAPSHOT    |          | false | at | v          | identity of bronze.o.v; silver.o: window bronze.o.at, bronze.o.id",
        "TYPE2 | SNAPSHOT    |          | false | at | valid_to   | transformation, window of bronze.o.at; window of bronze.o.id",
        "TYPE1 | CHANGE_FEED |          | false |    | v          | identity of bronze.o.v",
        "TYPE2 | CHANGE_FEED |          | false |    | v          | identity of bronze.o.v",
        "TYPE2 | CHANGE_FEED |          | false |    | valid_from |",
        "TYPE2 | CHANGE_FEED |          | false |    | is_current | window of bronze.o.id",
      })
  void whatDecidesIsTold(
      Step.History history,
      SilverChanges.Input input,
      String deleteWhen,
      boolean ignoreNulls,
      String sequenceBy,
      String column,
      String told) {
    Step.Silver step =
        SilverDraft.like(silver("o", "bronze.o", List.of("id"), sequenceBy))
            .history(history)
            .changes(new SilverChanges(deleteWhen, ignoreNulls, input))
            .step();
    assertThat(origins(step, column)).isEqualTo(told == null ? "" : told);
  }
}
