package dev.lakehouse.spark.upkeep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.spark.delta.TableState;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.stats.StatisticsCollection$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the log says of each file's rows: how many, and of the table's indexed columns the least
 * value, the greatest and the number of nulls. Files without are read by every query, and counts
 * and merges look into them.
 *
 * <p>Delta's own way to gather them ({@code StatisticsCollection.recompute}) refuses each table
 * that may have deletion vectors; here such a file's statistics are of all the rows it holds, and
 * say that they are wider than the rows left ({@code tightBounds}), as the protocol wants it.
 */
final class FileStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileStatistics() {}

  /** Whether a file of {@link Snapshot#allFiles()} has none, or lacks an indexed column. */
  static Column missing(Snapshot snapshot) {
    StructType expected = snapshot.statsSchema();
    StructType wanted = new StructType().add("numRecords", DataTypes.LongType);
    List<List<String>> leaves = new ArrayList<>();
    if (List.of(expected.fieldNames()).contains("minValues")) {
      wanted = wanted.add(expected.apply("nullCount"));
      // Columns of other types have no bounds, so knowing their nulls is not worth a look.
      leaves(expected.apply("minValues"), List.of(), leaves);
    }
    Column stats = from_json(col("stats"), wanted);
    Column missing = stats.getField("numRecords").isNull();
    for (List<String> leaf : leaves) {
      Column nulls = stats.getField("nullCount");
      for (String name : leaf) {
        nulls = nulls.getField(name);
      }
      missing = missing.or(nulls.isNull());
    }
    return missing;
  }

  private static void leaves(StructField field, List<String> path, List<List<String>> leaves) {
    if (!(field.dataType() instanceof StructType fields)) {
      leaves.add(path);
      return;
    }
    for (StructField inner : fields.fields()) {
      leaves(inner, Stream.concat(path.stream(), Stream.of(inner.name())).toList(), leaves);
    }
  }

  /**
   * Gathers what is missing, in one commit that changes no row.
   *
   * @param table its state; a writer that has since taken out one of the files makes it fail
   * @return files that have statistics now and had none
   * @throws java.util.ConcurrentModificationException a writer came between
   */
  static long gather(SparkSession session, TableState table) {
    Snapshot snapshot = table.snapshot();
    List<AddFile> files = snapshot.allFiles().filter(missing(snapshot)).collectAsList();
    if (files.isEmpty()) {
      return 0;
    }
    OptimisticTransaction transaction =
        snapshot.deltaLog().startTransaction(Option.empty(), Option.apply(snapshot));
    transaction.trackFilesRead(seq(files));
    List<Action> measured = measured(snapshot, files);
    if (!measured.isEmpty()) {
      transaction.commit(seq(measured), new DeltaOperations.ComputeStats(seq(List.of())));
    }
    return measured.size();
  }

  private static List<Action> measured(Snapshot snapshot, List<AddFile> files) {
    Path root = snapshot.deltaLog().dataPath();
    StatisticsCollection$ delta = StatisticsCollection$.MODULE$;
    var byPath = delta.generateCandidateFileMap(root, seq(files));
    List<AddFile> whole = files.stream().map(file -> with(file, null, file.stats())).toList();
    return snapshot
        .deltaLog()
        .createDataFrame(snapshot, seq(whole), false, Option.empty())
        .groupBy(col("_metadata.file_path"))
        .agg(to_json(snapshot.statsCollector()))
        .collectAsList()
        .stream()
        .map(row -> measured(delta.getTouchedFile(root, row.getString(0), byPath), row))
        .toList();
  }

  private static Action measured(AddFile file, Row found) {
    UnaryOperator<String> bounds =
        file.deletionVector() == null ? UnaryOperator.identity() : FileStatistics::wide;
    return with(file, file.deletionVector(), bounds.apply(found.getString(1)));
  }

  private static String wide(String stats) {
    try {
      ObjectNode all = (ObjectNode) JSON.readTree(stats);
      return JSON.writeValueAsString(all.put("tightBounds", false));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AddFile with(AddFile file, DeletionVectorDescriptor deleted, String stats) {
    return file.copy(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        false,
        stats,
        file.tags(),
        deleted,
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.backReference(),
        file.amtPassthrough());
  }

  private static <T> Seq<T> seq(List<? extends T> items) {
    return CollectionConverters.<T>asScala((List<T>) List.<T>copyOf(items)).toSeq();
  }
}
