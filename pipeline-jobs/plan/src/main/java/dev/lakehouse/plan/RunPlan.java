package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a spec compiles to: everything a job needs to know, and the one contract between operator
 * and jobs. Immutable, free of secrets, and named by the hash of its bytes ({@link PlanCodec}).
 *
 * @param formatVersion the version of this document's format; a job refuses any other than its own
 * @param owner the object the plan was compiled from
 * @param lake where tables lie and how AWS is reached
 * @param connections the databases and warehouses that steps name, sorted by name
 * @param steps the steps in a topological order; {@link Step#dependsOn()} gives the edges
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPlan(
    int formatVersion,
    PlanOwner owner,
    Lake lake,
    List<PlanConnection> connections,
    List<Step> steps) {
  /** The format this version of the code writes, and the only one it reads. */
  public static final int FORMAT_VERSION = 2;

  public RunPlan {
    connections = List.copyOf(connections);
    steps = List.copyOf(steps);
  }

  /** The connection of that name; throws IllegalArgumentException when the plan has none. */
  public PlanConnection connection(String name) {
    return connections.stream()
        .filter(connection -> connection.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the plan has no connection named '" + name + "'"));
  }

  /** The object a plan was compiled from. */
  public record PlanOwner(String kind, String namespace, String name) {}

  /**
   * Where tables lie and how AWS is reached.
   *
   * @param root the folder of all tables, for example {@code s3a://acme-lake/crm} or a local path
   * @param region AWS region; null outside AWS
   * @param kmsKeyId KMS key for objects written to S3; null for the bucket's own setting
   * @param endpoints endpoints that replace those of AWS; never null, its fields may be
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Lake(String root, String region, String kmsKeyId, Endpoints endpoints) {}

  /** Endpoint URLs by service; null means the one AWS gives for the region. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Endpoints(String s3, String kinesis, String redshiftData) {
    /** No endpoint replaced. */
    public static final Endpoints AWS = new Endpoints(null, null, null);
  }
}
