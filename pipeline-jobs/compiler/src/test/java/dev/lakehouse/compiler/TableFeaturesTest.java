package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Specs.messages;
import static dev.lakehouse.compiler.Specs.pipeline;
import static dev.lakehouse.compiler.Specs.plan;
import static dev.lakehouse.compiler.Specs.source;
import static dev.lakehouse.compiler.Specs.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFeaturesTest {

  private static Compilation compile(String table) {
    MedallionPipeline pipeline =
        pipeline("p", "silver:\n  - {name: t, from: bronze.orders, " + table + "}");
    return PlanCompiler.compile(pipeline, workspace(pipeline, source("orders")));
  }

  private static String columns(int count, String... more) {
    return "columns: ["
        + IntStream.range(0, count)
            .mapToObj(i -> "{name: c" + i + "}")
            .collect(Collectors.joining(", "))
        + (more.length == 0 ? "" : ", ")
        + String.join(", ", more)
        + "]";
  }

  /** One row for each pair; the engine's test of the same name tries them on Delta. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a type no table holds | history: None, columns: [{name: x, cast: interval day}]"
            + "| spec.silver[0].columns[0].cast: a Delta table can't hold values of type interval",
        "within another | history: None, columns: [{name: x, cast: 'array<struct<a: time>>'}]"
            + "| spec.silver[0].columns[0].cast: a Delta table can't hold values of type time",
        "clustering and a type without range | history: None, columns: [{name: x, cast: boolean}],"
            + " clusterBy: [x] | spec.silver[0].clusterBy[0]: Delta can't cluster by type boolean"
            + " of column x",
        "clustering and is_current | keys: [id], sequenceBy: at, history: Type2, columns: [{name:"
            + " id}, {name: at}], clusterBy: [is_current] | spec.silver[0].clusterBy[0]: Delta"
            + " can't cluster by type boolean of column is_current",
        "keys and maps | keys: [x], columns: [{name: x, cast: 'map<string,int>'}]"
            + "| spec.silver[0].keys[0]: values of keys are compared, which Spark can't do with"
            + " type map of column x",
        "order and maps | keys: [id], sequenceBy: x, columns: [{name: id}, {name: x, cast:"
            + " 'array<map<string,int>>'}] | spec.silver[0].sequenceBy: values of sequenceBy are"
            + " put in order, which Spark can't do with type map of column x",
        "variant and the newest row | keys: [id], sequenceBy: at, columns: [{name: id}, {name: at},"
            + " {name: x, cast: variant}] | spec.silver[0].columns[2].cast: of rows that share key"
            + " and sequenceBy",
        "variant and followed rows | keys: [id], input: ChangeFeed, columns: [{name: id},"
            + " {name: x, cast: variant}] | spec.silver[0].columns[1].cast: of rows that share key"
            + " and sequenceBy",
        "folders and nested values | history: None, columns: [{name: id}, {name: x, cast: 'array<int>'}],"
            + " layout: {partitionBy: [x]} | spec.silver[0].layout.partitionBy[0]: values of type"
            + " array of column x can't be names of folders",
        "five clustering columns | history: None, clusterBy: [a, b, c, d, e]"
            + "| spec.silver[0].clusterBy: Delta clusters by at most 4 columns",
      })
  void whatDoesNotGoTogetherIsRefused(String pair, String table, String message) {
    assertThat(messages(compile(table)))
        .as(pair)
        .singleElement()
        .asString()
        .startsWith(message)
        .as("says what to do")
        .containsPattern("; (keep|choose|take|move)");
  }

  @Test
  void clusteringReachesBeyondTheColumnsThatDeltaIndexesByItself() {
    assertThat(messages(compile("history: None, clusterBy: [c31, c32], " + columns(33)))).isEmpty();
  }

  @Test
  void whatGoesTogetherOrIsNotKnownPasses() {
    String struct = "{name: s, cast: 'struct<a: int, b: struct<c: int, d: array<int>>>'}";
    String number = "{name: z, cast: 'decimal(12,2)'}";
    plan(compile("history: None, clusterBy: [z], " + columns(28, struct, number)));
    plan(compile("keys: [id], clusterBy: [nothing_is_known_of_it]"));
    plan(compile("history: None, columns: [{name: x, cast: variant}]"));
    plan(compile("keys: [x], columns: [{name: x, cast: 'struct<interval: int, time: boolean>'}]"));
  }

  @Test
  void aSourceDeclaresOnlyTypesThatATableHolds() {
    assertThat(
            messages(
                PlanCompiler.compile(
                    source(
                        "orders",
                        "files: {path: s3a://in, format: json}\nschedule: {cron: '0 * * * *'}\n"
                            + "schema: {columns: [{name: x, type: time}]}"),
                    workspace())))
        .singleElement()
        .asString()
        .startsWith("spec.schema.columns[0].type: a Delta table can't hold values of type time");
  }
}
