package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.Durations;
import dev.lakehouse.api.JdbcSource;
import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.api.SegmentModelSpec;
import dev.lakehouse.api.SegmentModelSpec.SegmentRange;
import dev.lakehouse.plan.JdbcRead;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The steps of a DataSource's, a model's and a publish's spec; the spec has passed its checks. */
final class Steps {
  private Steps() {}

  static Step of(DataSource source) {
    DataSourceSpec spec = source.getSpec();
    TableName table = BronzeTable.of(source.getMetadata().getName());
    String id = table.toString();
    List<Step.ColumnType> columns =
        spec.schema() == null
            ? List.of()
            : orEmpty(spec.schema().columns()).stream()
                .map(column -> new Step.ColumnType(column.name(), column.type()))
                .toList();
    if (spec.kinesis() != null) {
      return kinesis(id, table, spec);
    }
    if (spec.jdbc() != null) {
      JdbcSource jdbc = spec.jdbc();
      return new Step.Jdbc(
          id,
          List.of(),
          table,
          jdbc.connection(),
          jdbc.table(),
          jdbc.cursor(),
          read(jdbc),
          columns);
    }
    if (spec.http() != null) {
      return new Step.Http(
          id, List.of(), table, spec.http().connection(), HttpSteps.read(spec.http()), columns);
    }
    return FilesSteps.of(table, spec, columns);
  }

  private static JdbcRead read(JdbcSource jdbc) {
    return new JdbcRead(
        jdbc.overlap() == null ? 0 : Durations.parse(jdbc.overlap()).toMillis(),
        jdbc.partition() == null ? null : jdbc.partition().column(),
        jdbc.partition() == null ? 1 : jdbc.partition().count(),
        jdbc.snapshot() == null ? List.of() : jdbc.snapshot().keys());
  }

  private static Step kinesis(String id, TableName table, DataSourceSpec spec) {
    DataSourceSpec.Kinesis kinesis = spec.kinesis();
    return new Step.Kinesis(
        id, List.of(), table, kinesis.stream(), StreamSettings.of(kinesis), Decodings.of(spec));
  }

  /** The training, and the publishes of its result. */
  static List<Step> of(SegmentModelSpec spec) {
    TableName table = TableName.of(spec.output().table());
    SegmentRange range = or(spec.algorithm().kMeans().segments(), new SegmentRange(null, null));
    SegmentModelSpec.Gates gates = or(spec.gates(), new SegmentModelSpec.Gates(null, null));
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step.Segment(
            table.toString(),
            List.of(),
            TableName.of(spec.from()),
            table,
            spec.key(),
            spec.features().stream()
                .map(
                    feature -> new Step.Feature(feature.name(), or(feature.expr(), feature.name())))
                .toList(),
            or(range.min(), Defaults.MIN_SEGMENTS),
            or(range.max(), Defaults.MAX_SEGMENTS),
            or(spec.algorithm().kMeans().seed(), Defaults.SEED),
            gates.minSilhouette(),
            gates.minSegmentShare()));
    steps.addAll(publishes(table, spec.output().publish(), List.of(spec.key())));
    return steps;
  }

  /** One step for each target of a table, by connection. */
  static List<Step> publishes(TableName table, List<PublishTarget> publish, List<String> keys) {
    return orEmpty(publish).stream()
        .sorted(Comparator.comparing(PublishTarget::to))
        .map(
            to ->
                (Step)
                    new Step.Publish(
                        table + "@" + to.to(),
                        List.of(table.toString()),
                        table,
                        to.to(),
                        to.table(),
                        keys))
        .toList();
  }
}
