package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.StepFailure;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConfigs$;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils$;
import org.apache.spark.sql.delta.skipping.clustering.ClusteringColumnInfo$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings what a table says of itself, what it holds its writers to and what it is clustered by to
 * what is declared: in a commit of its own, which has no rows and says what the newest one said.
 */
public final class LayoutUpdate {
  private final SparkSession session;
  private final LakeTable table;
  private final CrashPoints crashPoints;

  /** For a table. */
  public LayoutUpdate(SparkSession session, LakeTable table, CrashPoints crashPoints) {
    this.session = session;
    this.table = table;
    this.crashPoints = crashPoints;
  }

  /**
   * Does it.
   *
   * @return the table's version after it; empty when nothing was to be done
   * @throws StepFailure when a constraint does not hold for rows that the table has, or a property
   *     is none of Delta's
   */
  public OptionalLong apply(TableLayout layout, List<String> clusterBy) {
    // The step has just looked at the table or written it: no need to ask storage once more.
    Snapshot seen = table.log().unsafeVolatileSnapshot();
    if (seen.version() < 0) {
      return OptionalLong.empty();
    }
    OptionalLong metadata = metadata(seen.metadata(), layout, clusterBy);
    boolean clusters =
        !clusterBy.isEmpty() || ClusteredTableUtils$.MODULE$.isSupported(seen.protocol());
    OptionalLong clustering =
        clusters && layout.partitionBy().isEmpty() ? clustering(clusterBy) : OptionalLong.empty();
    return clustering.isPresent() ? clustering : metadata;
  }

  private OptionalLong metadata(Metadata seen, TableLayout layout, List<String> clusterBy) {
    if (new DeclaredMetadata(seen, layout, clusterBy).declared().equals(seen)) {
      return OptionalLong.empty();
    }
    TableState state = table.state();
    DeclaredMetadata declared =
        new DeclaredMetadata(state.snapshot().metadata(), layout, clusterBy);
    Metadata wanted = declared.declared();
    if (state.note().isEmpty() || wanted.equals(state.snapshot().metadata())) {
      return OptionalLong.empty();
    }
    requireKnown(layout);
    requireColumns(declared);
    declared.newConstraints().forEach((name, check) -> requireThatItHolds(state, name, check));
    CommitNote note =
        state
            .note()
            .orElseThrow()
            .withRowsBefore(state.newest().map(TableCommit::tableRows).orElse(null));
    return OptionalLong.of(
        new TableWriter(session, table, crashPoints).commitActions(state, note, wanted, List.of()));
  }

  /** Delta says itself which properties there are. */
  private void requireKnown(TableLayout layout) {
    Map<String, String> deltas =
        layout.properties().entrySet().stream()
            .filter(property -> property.getKey().startsWith("delta."))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    try {
      DeltaConfigs$.MODULE$.validateConfigurations(
          scala.collection.immutable.Map.from(CollectionConverters.asScala(deltas)));
    } catch (RuntimeException e) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "The properties of %s can't be set: %s. Its rows are up to date; correct layout.properties."
              .formatted(table.name(), e.getMessage()));
    }
  }

  private void requireColumns(DeclaredMetadata declared) {
    if (!declared.unknownColumns().isEmpty()) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "The table %s has no column %s to be commented. Its rows are up to date; correct layout.comments."
              .formatted(table.name(), String.join(", ", declared.unknownColumns())));
    }
  }

  /** Rows that were there before the constraint was. */
  private void requireThatItHolds(TableState state, String name, String check) {
    long violations =
        table.read(state.version()).filter("NOT coalesce((" + check + "), false)").count();
    if (violations > 0) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "The constraint %s of %s does not hold for %d rows that the table has, so the table does not have it yet; new rows are held to it. Mend these rows at their source and rebuild the table (fullRefresh), or correct the constraint."
              .formatted(name, table.name(), violations));
    }
  }

  private OptionalLong clustering(List<String> clusterBy) {
    TableState state = table.state();
    List<String> current =
        CollectionConverters.asJava(
            ClusteringColumnInfo$.MODULE$.extractLogicalNames(state.snapshot()));
    if (List.copyOf(current).equals(clusterBy)) {
      return OptionalLong.empty();
    }
    String columns =
        clusterBy.stream()
            .map(column -> "`" + column.replace("`", "``") + "`")
            .collect(Collectors.joining(", ", "(", ")"));
    session.sql(
        "ALTER TABLE delta.`%s` CLUSTER BY %s"
            .formatted(table.path(), clusterBy.isEmpty() ? "NONE" : columns));
    return OptionalLong.of(table.newestVersion());
  }
}
