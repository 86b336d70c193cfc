package dev.lakehouse.spark.publish;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_json;

import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import java.net.URI;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClientBuilder;

/** Makes a table of a warehouse equal to a pinned version of a table of the lake. */
public final class PublishStep implements StepRunner<Step.Publish> {

  @Override
  public StepResult run(StepContext context, Step.Publish step) {
    LakeTable table = context.table(step.from());
    long pinned = context.pins().pin(table);
    // Rows that were only rewritten are published already; they are read where their files are.
    long version = Rewrites.made(table, pinned);
    Publication publication =
        new Publication(
            step, context.run().sequence(), version, table.id(pinned), flat(table.read(pinned)));
    context.run().crashPoints().reached(step.id() + ":before-publish");
    OptionalLong rows = publish(context, publication);
    context.run().crashPoints().reached(step.id() + ":after-publish");
    Map<String, Long> inputs = Map.of(step.from().toString(), version);
    return rows.isPresent()
        ? StepResult.done(rows.getAsLong(), null, version, inputs)
        : StepResult.nothingNew(
            version, inputs, "version %d is published already".formatted(version));
  }

  private static OptionalLong publish(StepContext context, Publication publication) {
    RunPlan plan = context.run().plan();
    PlanConnection connection = plan.connection(publication.step().connection());
    if (connection instanceof PlanConnection.Jdbc jdbc) {
      try {
        return new PostgresPublisher(jdbc, context.run().settings()).publish(publication);
      } catch (SQLException e) {
        throw new WarehouseException(e);
      }
    }
    PlanConnection.Redshift redshift = (PlanConnection.Redshift) connection;
    try (RedshiftDataClient client = client(plan.lake())) {
      return new RedshiftPublisher(
              redshift,
              new RedshiftBatch(client, redshift),
              context.session().sessionState().newHadoopConf(),
              context.run().clock())
          .publish(publication);
    }
  }

  private static RedshiftDataClient client(RunPlan.Lake lake) {
    RedshiftDataClientBuilder builder =
        RedshiftDataClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
    if (lake.region() != null) {
      builder.region(Region.of(lake.region()));
    }
    if (lake.endpoints() != null && lake.endpoints().redshiftData() != null) {
      builder.endpointOverride(URI.create(lake.endpoints().redshiftData()));
    }
    return builder.build();
  }

  /** Warehouses get nested values as JSON text, and no single bytes. */
  private static Dataset<Row> flat(Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(rows.schema().fields()).map(PublishStep::flat).toArray(Column[]::new));
  }

  private static Column flat(StructField field) {
    Column column = col("`" + field.name().replace("`", "``") + "`");
    DataType type = field.dataType();
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
      return to_json(column).as(field.name());
    }
    return type instanceof ByteType ? column.cast("smallint").as(field.name()) : column;
  }

  /** Carries what a warehouse's driver said to the classification. */
  private static final class WarehouseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WarehouseException(SQLException cause) {
      super(cause);
    }
  }
}
