package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** A table of a database as Spark reads it. */
final class DatabaseTable {
  private static final String FETCH_SIZE = "10000";

  private DatabaseTable() {}

  /** The declared columns with their types, or all of the table's. */
  static Dataset<Row> read(StepContext context, Step.Jdbc step, ConsistentState state) {
    PlanConnection.Jdbc jdbc = connection(context, step);
    Map<String, String> options = new HashMap<>(credentials(jdbc, context.run().settings()));
    options.put("url", jdbc.url());
    options.put("driver", driver(jdbc));
    options.put("fetchsize", FETCH_SIZE);
    // A time without a zone is taken as written: else it would shift by the zone of the job's JVM.
    options.put("preferTimestampNTZ", "true");
    state.begin().ifPresent(begin -> options.put("sessionInitStatement", begin));
    DataFrameReader reader = context.session().read().format("jdbc").options(options);
    Dataset<Row> rows = Partitions.of(step, reader).option("dbtable", step.table()).load();
    return step.columns().isEmpty() ? rows.select(zoned(rows)) : rows.select(declared(step));
  }

  /**
   * The state that a read of all rows sees, to be closed when they are written; a read by a cursor
   * needs none, as what changes meanwhile comes with the next one.
   */
  static ConsistentState state(StepContext context, Step.Jdbc step) {
    boolean sideBySide = step.read().partitionColumn() != null && step.read().partitions() > 1;
    if (step.cursor() != null || !sideBySide) {
      return ConsistentState.none();
    }
    PlanConnection.Jdbc jdbc = connection(context, step);
    driver(jdbc);
    Properties properties = new Properties();
    properties.putAll(credentials(jdbc, context.run().settings()));
    return ConsistentState.of(jdbc.url(), properties);
  }

  private static PlanConnection.Jdbc connection(StepContext context, Step.Jdbc step) {
    PlanConnection connection = context.run().plan().connection(step.connection());
    if (!(connection instanceof PlanConnection.Jdbc jdbc)) {
      throw StepFailure.of(
          FailureReason.PLAN_INVALID,
          "Connection '%s' is no database, %s can't be read from it. Name a jdbc connection."
              .formatted(step.connection(), step.output()));
    }
    return jdbc;
  }

  private static Column[] declared(Step.Jdbc step) {
    return step.columns().stream()
        .map(column -> named(column.name()).cast(column.type()).as(column.name()))
        .toArray(Column[]::new);
  }

  /** Times without a zone as those of UTC, which is the session's zone. */
  private static Column[] zoned(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      Column column = named(field.name());
      columns.add(
          field.dataType().equals(DataTypes.TimestampNTZType)
              ? column.cast(DataTypes.TimestampType).as(field.name())
              : column);
    }
    return columns.toArray(Column[]::new);
  }

  /** A column of that very name. */
  static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private static String driver(PlanConnection.Jdbc jdbc) {
    Driver driver =
        DriverManager.drivers().filter(each -> accepts(each, jdbc.url())).findFirst().orElse(null);
    if (driver == null) {
      String kind = jdbc.url().replaceAll("^(jdbc:[^:/]*).*", "$1");
      throw StepFailure.of(
          FailureReason.CONFIGURATION_MISSING,
          "The job's image has no driver for %s, which connection '%s' needs. Build an image from it with the driver's jar among Spark's, and name it in the Lakehouse's spec.workloads.image."
              .formatted(kind, jdbc.name()));
    }
    return driver.getClass().getName();
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  private static Map<String, String> credentials(PlanConnection.Jdbc jdbc, JobSettings settings) {
    Map<String, String> options = new HashMap<>();
    if (jdbc.usernameEnv() != null) {
      String use = "the user name of connection '" + jdbc.name() + "'";
      options.put("user", settings.required(jdbc.usernameEnv(), use));
    }
    if (jdbc.passwordEnv() != null) {
      String use = "the password of connection '" + jdbc.name() + "'";
      options.put("password", settings.required(jdbc.passwordEnv(), use));
    }
    return options;
  }
}
