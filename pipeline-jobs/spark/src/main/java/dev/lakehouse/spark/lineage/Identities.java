package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.net.URI;

/**
 * Names of datasets as OpenLineage's naming has them, so that what other tools tell of the same
 * table meets ours. Streams of Kinesis, which it has no rule for, are {@code kinesis://REGION} and
 * the stream's name.
 */
final class Identities {
  private static final int REDSHIFT_PORT = 5439;

  private Identities() {}

  static DatasetNode.Identity table(RunPlan.Lake lake, TableName table) {
    return path(table.path(lake.root()));
  }

  static DatasetNode.Identity path(String path) {
    URI uri = URI.create(path.replace(" ", "%20"));
    if (uri.getHost() == null && uri.getAuthority() == null) {
      return new DatasetNode.Identity("file", uri.getPath());
    }
    String scheme = uri.getScheme().replaceFirst("^s3[an]$", "s3");
    return new DatasetNode.Identity(
        scheme + "://" + uri.getAuthority(), uri.getPath().replaceFirst("^/", ""));
  }

  /** What a bronze table's records come from. */
  static DatasetNode.Identity source(RunPlan plan, Step step) {
    if (step instanceof Step.Files files) {
      return path(files.path());
    }
    if (step instanceof Step.Kinesis kinesis) {
      return new DatasetNode.Identity("kinesis://" + plan.lake().region(), kinesis.stream());
    }
    if (step instanceof Step.Jdbc jdbc) {
      return inDatabase(plan, jdbc.connection(), jdbc.table());
    }
    Step.Http http = (Step.Http) step;
    PlanConnection.Http api = (PlanConnection.Http) plan.connection(http.connection());
    return new DatasetNode.Identity(
        api.url().replaceFirst("/+$", ""), http.read().path().replaceFirst("^/", ""));
  }

  static DatasetNode.Identity inDatabase(RunPlan plan, String connection, String table) {
    PlanConnection there = plan.connection(connection);
    if (there instanceof PlanConnection.Redshift redshift) {
      String host =
          redshift.workgroup() == null ? redshift.clusterIdentifier() : redshift.workgroup();
      return new DatasetNode.Identity(
          "redshift://%s.%s:%d".formatted(host, plan.lake().region(), REDSHIFT_PORT),
          redshift.database() + "." + table);
    }
    return there instanceof PlanConnection.Jdbc jdbc
        ? ofJdbc(jdbc.url(), table)
        : new DatasetNode.Identity(connection, table);
  }

  /** Without user and password, should the URL hold them. */
  private static DatasetNode.Identity ofJdbc(String url, String table) {
    URI uri = URI.create(url.replaceFirst("^jdbc:", "").replaceFirst("[?;].*", ""));
    String scheme = uri.getScheme().replaceFirst("^postgresql$", "postgres");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    return new DatasetNode.Identity(
        scheme + "://" + uri.getHost() + port, database.isEmpty() ? table : database + "." + table);
  }
}
