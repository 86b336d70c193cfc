package dev.lakehouse.operator;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Objects for tests, written as users write them; defaults are those of the schema. */
public final class Specs {
  /** A Lakehouse with a database whose credentials are in Secret crm-db. */
  public static final String LAKEHOUSE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: Lakehouse
      metadata: {name: default}
      spec:
        storage: {root: "s3a://lake/crm", region: eu-west-1}
        workloads:
          image: lakehouse/jobs:dev
          consumerImage: lakehouse/consumer:dev
          serviceAccountName: lakehouse-jobs
          driver: {cores: 1, cpuRequest: 200m, memory: 512m}
        connections:
          - {name: crm-db, jdbc: {url: "jdbc:postgresql://crm:5432/crm", credentialsSecret: crm-db}}
      """;

  /** A stream. */
  public static final String STREAM =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: DataSource
      metadata: {name: orders}
      spec:
        lakehouseRef: {name: default}
        kinesis: {stream: orders}
        schema: {columns: [{name: order_id, type: string}]}
      """;

  /** A database table whose credentials are in Secret crm-db. */
  public static final String TABLE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: DataSource
      metadata: {name: customers}
      spec:
        lakehouseRef: {name: default}
        jdbc: {connection: crm-db, table: public.customers, cursor: updated_at}
        schedule: {cron: "*/15 * * * *", timeZone: Europe/Vienna}
      """;

  private Specs() {}

  /** The Lakehouse of that YAML, as if it had been read from the API server. */
  public static Lakehouse lakehouse(String yaml) {
    return stored(yaml, Lakehouse.class);
  }

  /** The DataSource of that YAML. */
  public static DataSource dataSource(String yaml) {
    return stored(yaml, DataSource.class);
  }

  /** The MedallionPipeline of that YAML. */
  public static MedallionPipeline pipeline(String yaml) {
    return stored(yaml, MedallionPipeline.class);
  }

  /** The SegmentModel of that YAML. */
  public static SegmentModel segmentModel(String yaml) {
    return stored(yaml, SegmentModel.class);
  }

  private static <T extends HasMetadata> T stored(String yaml, Class<T> kind) {
    T object = Serialization.unmarshal(yaml, kind);
    object.getMetadata().setNamespace("crm");
    object.getMetadata().setGeneration(1L);
    object.getMetadata().setUid("uid-" + object.getMetadata().getName());
    object.getMetadata().setResourceVersion("1");
    return object;
  }
}
