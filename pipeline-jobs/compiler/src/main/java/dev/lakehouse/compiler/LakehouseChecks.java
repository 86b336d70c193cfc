package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.LakehouseSpec;
import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.api.LakehouseSpec.EnvironmentVariable;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checks of a Lakehouse, in the order of its fields. */
final class LakehouseChecks {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private LakehouseChecks() {}

  static void check(String name, LakehouseSpec spec, Findings findings) {
    CommonChecks.nameFits(name, NameLimits.LAKEHOUSE, "labels", findings);
    workloads(spec.workloads(), findings);
    if (spec.endpoints() != null) {
      endpoint("spec.endpoints.s3", spec.endpoints().s3(), findings);
      endpoint("spec.endpoints.kinesis", spec.endpoints().kinesis(), findings);
      endpoint("spec.endpoints.redshiftData", spec.endpoints().redshiftData(), findings);
    }
    connections(orEmpty(spec.connections()), spec.storage().root(), findings);
  }

  private static void workloads(LakehouseSpec.Workloads workloads, Findings findings) {
    orEmpty(workloads.sparkConf()).keySet().stream()
        .filter(key -> !key.startsWith("spark."))
        .sorted()
        .forEach(
            key ->
                findings.add(
                    "spec.workloads.sparkConf",
                    SpecReason.INVALID_SPEC,
                    "'" + key + "' is not a setting of Spark; their names start with spark."));
    List<EnvironmentVariable> env = orEmpty(workloads.env());
    CommonChecks.distinct(
        "spec.workloads.env", env, EnvironmentVariable::name, SpecReason.INVALID_SPEC, findings);
    for (int i = 0; i < env.size(); i++) {
      if (!VARIABLE.matcher(env.get(i).name()).matches()) {
        findings.add(
            "spec.workloads.env[" + i + "].name",
            SpecReason.INVALID_SPEC,
            "'" + env.get(i).name() + "' is not the name of an environment variable");
      }
    }
  }

  private static void endpoint(String path, String endpoint, Findings findings) {
    if (endpoint != null && !isHttp(endpoint)) {
      findings.add(
          path,
          SpecReason.INVALID_SPEC,
          "'" + endpoint + "' is not an endpoint; write http(s)://HOST[:PORT]");
    }
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void connections(List<Connection> connections, String root, Findings findings) {
    String path = "spec.connections";
    CommonChecks.distinct(path, connections, Connection::name, SpecReason.INVALID_SPEC, findings);
    for (int i = 0; i < connections.size(); i++) {
      Connection connection = connections.get(i);
      String at = path + "[" + i + "]";
      long kinds =
          Stream.of(connection.jdbc(), connection.redshift(), connection.http())
              .filter(Objects::nonNull)
              .count();
      if (kinds != 1) {
        findings.add(at, SpecReason.INVALID_SPEC, "needs exactly one of jdbc, redshift and http");
      }
      if (connection.http() != null) {
        HttpChecks.auth(at + ".http", connection.http(), findings);
      }
      if (connection.redshift() != null && !root.startsWith("s3a://")) {
        findings.add(
            at + ".redshift",
            SpecReason.INVALID_SPEC,
            "Redshift reads what is published from S3, and spec.storage.root is not there; use an"
                + " s3a:// root");
      }
    }
  }
}
