package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import java.util.Properties;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table of a database as Spark reads it. */
final class DatabaseTable {
  private static final String FETCH_SIZE = "10000";

  private DatabaseTable() {}

  /** The declared columns with their types, or all of the table's. */
  static Dataset<Row> read(StepContext context, Step.Jdbc step) {
    PlanConnection connection = context.run().plan().connection(step.connection());
    if (!(connection instanceof PlanConnection.Jdbc jdbc)) {
      throw StepFailure.of(
          FailureReason.PLAN_INVALID,
          "Connection '%s' is no database, %s can't be read from it. Name a jdbc connection."
              .formatted(step.connection(), step.output()));
    }
    Properties properties = credentials(jdbc, context.run().settings());
    properties.setProperty("fetchsize", FETCH_SIZE);
    Dataset<Row> rows = context.session().read().jdbc(jdbc.url(), step.table(), properties);
    if (step.columns().isEmpty()) {
      return rows;
    }
    return rows.select(
        step.columns().stream()
            .map(
                column ->
                    col("`" + column.name().replace("`", "``") + "`")
                        .cast(column.type())
                        .as(column.name()))
            .toArray(Column[]::new));
  }

  private static Properties credentials(PlanConnection.Jdbc jdbc, JobSettings settings) {
    Properties properties = new Properties();
    if (jdbc.usernameEnv() != null) {
      String use = "the user name of connection '" + jdbc.name() + "'";
      properties.setProperty("user", settings.required(jdbc.usernameEnv(), use));
    }
    if (jdbc.passwordEnv() != null) {
      String use = "the password of connection '" + jdbc.name() + "'";
      properties.setProperty("password", settings.required(jdbc.passwordEnv(), use));
    }
    return properties;
  }
}
