package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils$;
import org.apache.spark.sql.delta.skipping.clustering.temp.ClusterBySpec;
import org.apache.spark.sql.delta.skipping.clustering.temp.ClusterBySpec$;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which rows lie in one file: what a table is made with.
 *
 * @param clusterBy at most four columns
 * @param partitionBy columns whose values are folders; none beside {@code clusterBy}
 */
public record FileLayout(List<String> clusterBy, List<String> partitionBy) {
  /** As they come. */
  public static final FileLayout NONE = new FileLayout(List.of(), List.of());

  public FileLayout {
    clusterBy = List.copyOf(clusterBy);
    partitionBy = List.copyOf(partitionBy);
  }

  /** That of a silver table. */
  public static FileLayout of(Step.Silver step) {
    return new FileLayout(step.clusterBy(), TableLayout.or(step.layout()).partitionBy());
  }

  /** That of a gold table. */
  public static FileLayout of(Step.Gold step) {
    return new FileLayout(step.clusterBy(), TableLayout.or(step.layout()).partitionBy());
  }

  /** For a new table only; clustering is kept in domain metadata, a table feature. */
  Map<String, String> configuration(StructType schema) {
    if (clusterBy.isEmpty()) {
      return Map.of();
    }
    Map<String, String> all = new HashMap<>(IndexedColumns.reaching(clusterBy, schema, Map.of()));
    all.put("delta.feature.clustering", "supported");
    return all;
  }

  /** A table that was made without clustering goes on without it until it is made anew. */
  Option<ClusterBySpec> clustering(TableState base) {
    boolean possible =
        !base.exists() || ClusteredTableUtils$.MODULE$.isSupported(base.snapshot().protocol());
    return clusterBy.isEmpty() || !possible
        ? Option.empty()
        : Option.apply(
            ClusterBySpec$.MODULE$.fromColumnNames(
                CollectionConverters.asScala(clusterBy).toSeq()));
  }
}
