package dev.lakehouse.spark.delta;

import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.delta.skipping.clustering.ClusteringColumnInfo$;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.CollectionConverters;

class IndexedColumnsTest {
  private final TestLake lake = TestLake.create();

  /** Columns c0 to c39, of which c10 is a struct of three. */
  private static StructType wide() {
    return StructType.fromDDL(
        IntStream.range(0, 40)
            .mapToObj(i -> "c" + i + (i == 10 ? " struct<x: int, y: int, z: int>" : " int"))
            .collect(Collectors.joining(", ")));
  }

  /** Clustered by; property there is; property it takes. */
  @ParameterizedTest
  @CsvSource({
    "c0,,",
    "c29,,",
    "c30,,33",
    "C30,,33",
    "c39,,42",
    "c39,-1,",
    "c39,100,",
    "c5,3,6",
    "none,,",
  })
  void asManyAsReachTheColumn(String column, String there, String taken) {
    assertThat(
            IndexedColumns.reaching(
                List.of("c1", column),
                wide(),
                there == null ? Map.of() : Map.of(IndexedColumns.NUMBER, there)))
        .isEqualTo(taken == null ? Map.of() : Map.of(IndexedColumns.NUMBER, taken));
  }

  @Test
  void whoNamesTheColumnsHasThemSo() {
    assertThat(IndexedColumns.reaching(List.of("c39"), wide(), Map.of(IndexedColumns.NAMES, "c39")))
        .isEmpty();
  }

  @Test
  void aTableIsClusteredByAColumnFarBehindFromItsBeginningAndLater() {
    lake.bronze(
        "bronze.wide",
        sql(
            IntStream.range(0, 40)
                .mapToObj(i -> "id + %d AS c%d".formatted(i, i))
                .collect(Collectors.joining(", ", "SELECT ", " FROM range(10)"))));
    Step.Silver plain = silver("wide", "bronze.wide", List.of("c0"), "c1");
    lake.run(1L, SilverDraft.like(plain).clusterBy(List.of("c35")).step()).ok();
    assertThat(clustered()).isEqualTo("c35 of 36 indexed");
    lake.run(2L, SilverDraft.like(plain).clusterBy(List.of("c39")).step()).ok();
    assertThat(clustered()).isEqualTo("c39 of 40 indexed");
    lake.run(3L, SilverDraft.like(plain).clusterBy(List.of("c2")).step()).ok();
    assertThat(clustered()).as("what is indexed stays so").isEqualTo("c2 of 40 indexed");
    assertThat(lake.values("silver.wide", "count(*)")).containsExactly("10");
  }

  private String clustered() {
    var snapshot = lake.table("silver.wide").state().snapshot();
    return String.join(
            ",",
            CollectionConverters.asJava(
                ClusteringColumnInfo$.MODULE$.extractLogicalNames(snapshot)))
        + " of "
        + snapshot.metadata().configuration().get(IndexedColumns.NUMBER).get()
        + " indexed";
  }
}
