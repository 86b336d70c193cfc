package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the compiler refuses (its TableFeatures) is refused by Delta and Spark, too: when one of
 * these rows goes green by itself, a new version can do it and the compiler's rule has to go.
 */
class TableFeaturesTest {
  private static final List<String> NONE = List.of();

  private static Step.SilverColumn column(String name, String expr) {
    return new Step.SilverColumn(name, expr, null, null);
  }

  private static Step.Silver table(
      List<String> keys,
      String sequenceBy,
      Step.History history,
      List<String> clusterBy,
      Step.SilverColumn... columns) {
    return new Step.Silver(
        "silver.t",
        List.of(),
        TableName.of("bronze.b"),
        TableName.of("silver.t"),
        List.of(columns),
        null,
        keys,
        sequenceBy,
        history,
        null,
        clusterBy,
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static Step.Silver plain(List<String> clusterBy, String expr) {
    return table(NONE, null, Step.History.NONE, clusterBy, column("x", expr));
  }

  private static Step.Silver inFolders(String expr) {
    Step.Silver step =
        table(NONE, null, Step.History.NONE, NONE, column("id", null), column("x", expr));
    return SilverDraft.like(step)
        .layout(new TableLayout(List.of("x"), null, null, null, null, null))
        .step();
  }

  private static Step.Silver newest(String key, String sequenceBy, String expr) {
    return table(
        List.of(key),
        sequenceBy,
        Step.History.TYPE1,
        NONE,
        column("id", null),
        column("at", null),
        column("x", expr));
  }

  private static Step.SilverColumn[] columns(int count, Step.SilverColumn... more) {
    return Stream.concat(
            IntStream.range(0, count).mapToObj(i -> column("c" + i, "id")), Stream.of(more))
        .toArray(Step.SilverColumn[]::new);
  }

  private static Optional<Failure> run(Step.Silver step) {
    return TestLake.create()
        .bronze("bronze.b", sql("SELECT 1 AS id, 'a' AS s, 1 AS at"))
        .run(1L, step)
        .failure();
  }

  private static Stream<Arguments> refused() {
    List<String> x = List.of("x");
    String type = "DELTA_CLUSTERING_COLUMNS_DATATYPE_NOT_SUPPORTED";
    String folder = "DELTA_INVALID_PARTITION_COLUMN_TYPE";
    return Stream.of(
        Arguments.of("interval", plain(NONE, "interval 1 day"), "DELTA_UNSUPPORTED_DATA_TYPES"),
        Arguments.of("time", plain(NONE, "CAST(s AS time)"), "UNSUPPORTED_TIME_TYPE"),
        Arguments.of("clustering, boolean", plain(x, "s = 'a'"), type),
        Arguments.of("clustering, binary", plain(x, "binary(s)"), type),
        Arguments.of("clustering, array", plain(x, "array(s)"), type),
        Arguments.of("clustering, map", plain(x, "map(s, id)"), type),
        Arguments.of("clustering, struct", plain(x, "struct(id)"), type),
        Arguments.of("clustering, variant", plain(x, "parse_json('1')"), type),
        Arguments.of(
            "clustering, is_current",
            table(
                List.of("id"),
                "at",
                Step.History.TYPE2,
                List.of("is_current"),
                column("id", null),
                column("at", null)),
            type),
        Arguments.of("folders, array", inFolders("array(s)"), folder),
        Arguments.of("folders, map", inFolders("map(s, id)"), folder),
        Arguments.of("folders, struct", inFolders("struct(id)"), folder),
        Arguments.of("folders, variant", inFolders("parse_json('1')"), folder),
        Arguments.of("keys, map", newest("x", "at", "map(s, id)"), "NOT_ORDERABLE"),
        Arguments.of("keys, variant", newest("x", null, "parse_json('1')"), "ORDER"),
        Arguments.of("order, map", newest("id", "x", "map(s, id)"), "ORDER"),
        Arguments.of("newest row, variant", newest("id", "at", "parse_json('1')"), "xxhash64"),
        Arguments.of(
            "followed rows, variant",
            Steps.reading(
                newest("id", null, "parse_json('1')"),
                Step.History.TYPE1,
                SilverChanges.Input.CHANGE_FEED),
            "xxhash64"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void doesNotGoTogether(String pair, Step.Silver step, String error) {
    assertThat(run(step))
        .as(pair)
        .hasValueSatisfying(failure -> assertThat(failure.message()).contains(error));
  }

  private static Stream<Arguments> accepted() {
    String fields = String.join(", ", IntStream.range(0, 32).mapToObj(i -> "id AS f" + i).toList());
    return Stream.of(
        Arguments.of("map without order", newest("id", "at", "map(s, id)")),
        Arguments.of("folders, binary", inFolders("binary(s)")),
        Arguments.of("variant without keys", plain(NONE, "parse_json('1')")),
        Arguments.of(
            "clustering, column 32",
            table(NONE, null, Step.History.NONE, List.of("c31"), columns(40))),
        Arguments.of(
            "clustering, column 33",
            table(NONE, null, Step.History.NONE, List.of("c32"), columns(33))),
        Arguments.of(
            "clustering, behind 32 fields",
            table(
                NONE,
                null,
                Step.History.NONE,
                List.of("z"),
                column("x", "struct(" + fields + ")"),
                column("z", "id"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void goesTogether(String pair, Step.Silver step) {
    assertThat(run(step)).as(pair).isEmpty();
  }

  /** Our writer could; nobody else could change such a table's clustering again. */
  @Test
  void fiveClusteringColumns() {
    String path = TestLake.create().folder().resolve("t").toString();
    sql(
        "CREATE TABLE delta.`"
            + path
            + "` (a INT, b INT, c INT, d INT, e INT) USING delta CLUSTER BY (a)");
    assertThatThrownBy(() -> sql("ALTER TABLE delta.`" + path + "` CLUSTER BY (a, b, c, d, e)"))
        .hasMessageContaining("DELTA_CLUSTER_BY_INVALID_NUM_COLUMNS");
  }
}
