package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A database, warehouse or API that steps read from or publish to. Secrets are named, never held.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PlanConnection.Jdbc.class, name = "jdbc"),
  @JsonSubTypes.Type(value = PlanConnection.Http.class, name = "http"),
  @JsonSubTypes.Type(value = PlanConnection.Redshift.class, name = "redshift")
})
public sealed interface PlanConnection {
  /** The name by which steps refer to it. */
  String name();

  /**
   * A database reached by JDBC.
   *
   * @param usernameEnv environment variable of the job that holds the user name; null: none needed
   * @param passwordEnv environment variable of the job that holds the password; null: none needed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Jdbc(String name, String url, String usernameEnv, String passwordEnv)
      implements PlanConnection {}

  /**
   * An HTTP API; credentials go to the origin (scheme, host and port) of {@code url} only.
   *
   * @param url base of all requests
   * @param auth how requests say who asks; null: they don't
   * @param requestsPerMinute most requests a minute; null: no limit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Http(String name, String url, HttpAuth auth, Integer requestsPerMinute)
      implements PlanConnection {}

  /**
   * A Redshift warehouse reached by the Redshift Data API; exactly one of {@code workgroup} and
   * {@code clusterIdentifier} is set.
   *
   * @param iamRoleArn the role Redshift assumes to read what a publish staged on S3
   * @param secretArn Secrets Manager secret with the database user; null: IAM identity
   * @param stagingPath folder on S3 for the files that {@code COPY} reads
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Redshift(
      String name,
      String workgroup,
      String clusterIdentifier,
      String database,
      String iamRoleArn,
      String secretArn,
      String stagingPath)
      implements PlanConnection {}
}
