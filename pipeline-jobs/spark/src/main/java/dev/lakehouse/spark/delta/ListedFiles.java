package dev.lakehouse.spark.delta;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.SnapshotDescriptor;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.StructField;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Files of a table for a scan that needs no Spark job to find them. Some can be passed over by what
 * their statistics say, see {@link #only}.
 */
public final class ListedFiles extends TahoeBatchFileIndex {
  private final List<AddFile> files;

  ListedFiles(SparkSession session, SnapshotDescriptor table, List<AddFile> files) {
    super(
        session, "batch", seq(files), table.deltaLog(), table.deltaLog().dataPath(), table, false);
    this.files = files;
  }

  private static Seq<AddFile> seq(List<AddFile> files) {
    return CollectionConverters.asScala(files).toSeq();
  }

  /** Those that a relation of a plan reads; empty where Spark finds them itself. */
  public static Optional<ListedFiles> of(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation relationOfFiles
            && relationOfFiles.location() instanceof ListedFiles listed
        ? Optional.of(listed)
        : Optional.empty();
  }

  /** The same relation over these files. */
  LogicalPlan in(LogicalRelation relation) {
    HadoopFsRelation all = (HadoopFsRelation) relation.relation();
    return relation.copy(
        all.copy(
            this,
            all.partitionSchema(),
            all.dataSchema(),
            all.bucketSpec(),
            all.fileFormat(),
            all.options(),
            all.sparkSession()),
        relation.output(),
        relation.catalogTable(),
        relation.isStreaming(),
        relation.stream());
  }

  /**
   * The relation over those of its files alone in which {@code may} holds for a column's bounds;
   * files that don't tell them stay.
   */
  public LogicalPlan only(LogicalPlan relation, String column, Predicate<ColumnBounds> may) {
    Optional<StructField> field =
        List.of(snapshot().schema().fields()).stream()
            .filter(each -> each.name().equals(column))
            .findFirst();
    if (field.isEmpty()) {
      return relation;
    }
    List<AddFile> kept =
        files.stream()
            .filter(file -> ColumnBounds.of(file, field.get()).filter(may.negate()).isEmpty())
            .toList();
    return kept.size() == files.size()
        ? relation
        : new ListedFiles(spark(), snapshot(), kept).in((LogicalRelation) relation);
  }

  /** Rows in them, those marked as deleted included; very many where a file does not tell. */
  public long records() {
    long sum = 0;
    for (AddFile file : files) {
      if (file.numPhysicalRecords().isEmpty()) {
        return Long.MAX_VALUE;
      }
      sum += (Long) file.numPhysicalRecords().get();
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListedFiles listed
        && listed.files == files
        && listed.path().equals(path())
        && listed.version() == version();
  }

  @Override
  public int hashCode() {
    return Objects.hash(path(), version());
  }

  @Override
  public Seq<AddFile> matchingFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    boolean all =
        CollectionConverters.asJava(partitionFilters).stream()
            .allMatch(
                each -> each instanceof Literal literal && Boolean.TRUE.equals(literal.value()));
    return all ? addFiles() : super.matchingFiles(partitionFilters, dataFilters);
  }
}
