package dev.lakehouse.spark.segment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;

import dev.lakehouse.plan.Step;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Tries each number of segments and keeps the model with the best silhouette. */
final class KMeansSearch {
  private static final String VECTOR = "_lh_vector";
  private static final String SCALED = "_lh_scaled";
  private static final String CLUSTER = "_lh_cluster";
  private static final String SEGMENT = "segment";

  private KMeansSearch() {}

  /**
   * The best model.
   *
   * @param labelled key, segment and features of each row
   * @param metrics silhouette, segments and smallestShare
   */
  record Best(Dataset<Row> labelled, Map<String, Double> metrics) {}

  private record Candidate(KMeansModel model, double silhouette) {}

  static Best best(Dataset<Row> rows, Step.Segment step) {
    Dataset<Row> scaled = scaled(rows, step).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Candidate best =
          IntStream.rangeClosed(step.minSegments(), step.maxSegments())
              .mapToObj(k -> train(scaled, k, step.seed()))
              .max(Comparator.comparingDouble(Candidate::silhouette))
              .orElseThrow();
      return labelled(scaled, best, step);
    } finally {
      scaled.unpersist();
    }
  }

  private static Dataset<Row> scaled(Dataset<Row> rows, Step.Segment step) {
    String[] names = step.features().stream().map(Step.Feature::name).toArray(String[]::new);
    Dataset<Row> vectors =
        new VectorAssembler().setInputCols(names).setOutputCol(VECTOR).transform(rows);
    return new StandardScaler()
        .setWithMean(true)
        .setInputCol(VECTOR)
        .setOutputCol(SCALED)
        .fit(vectors)
        .transform(vectors);
  }

  private static Candidate train(Dataset<Row> scaled, int k, long seed) {
    KMeansModel model =
        new KMeans()
            .setK(k)
            .setSeed(seed)
            .setFeaturesCol(SCALED)
            .setPredictionCol(CLUSTER)
            .fit(scaled);
    Dataset<Row> predicted = model.transform(scaled);
    if (predicted.select(CLUSTER).distinct().count() < 2) {
      return new Candidate(model, -1);
    }
    double silhouette =
        new ClusteringEvaluator()
            .setFeaturesCol(SCALED)
            .setPredictionCol(CLUSTER)
            .evaluate(predicted);
    return new Candidate(model, silhouette);
  }

  private static Best labelled(Dataset<Row> scaled, Candidate best, Step.Segment step) {
    int[] segments = segmentOfCluster(best.model().clusterCenters());
    List<Integer> byCluster = Arrays.stream(segments).boxed().toList();
    Column[] literals = byCluster.stream().map(functions::lit).toArray(Column[]::new);
    Column segment = element_at(functions.array(literals), col(CLUSTER).plus(1)).cast("int");
    Column[] columns =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    col("`" + step.key().replace("`", "``") + "`"), segment.as(SEGMENT)),
                step.features().stream().map(feature -> col("`" + feature.name() + "`")))
            .toArray(Column[]::new);
    Dataset<Row> labelled = best.model().transform(scaled).select(columns);
    Map<String, Double> metrics = new HashMap<>();
    metrics.put("silhouette", best.silhouette());
    List<Row> sizes = labelled.groupBy(SEGMENT).count().collectAsList();
    long all = sizes.stream().mapToLong(row -> row.getLong(1)).sum();
    long least = sizes.stream().mapToLong(row -> row.getLong(1)).min().orElse(0);
    metrics.put("segments", (double) sizes.size());
    metrics.put("smallestShare", (double) least / all);
    return new Best(labelled, metrics);
  }

  /**
   * Numbers of the segments by cluster: segment 0 has the greatest first feature, and so on, so
   * that a number means the same after each training.
   */
  static int[] segmentOfCluster(Vector[] centers) {
    Comparator<Integer> order =
        (a, b) -> Arrays.compare(centers[b].toArray(), centers[a].toArray());
    List<Integer> ranked =
        IntStream.range(0, centers.length)
            .boxed()
            .sorted(order.thenComparing(Comparator.naturalOrder()))
            .toList();
    int[] segments = new int[centers.length];
    for (int rank = 0; rank < ranked.size(); rank++) {
      segments[ranked.get(rank)] = rank;
    }
    return segments;
  }
}
