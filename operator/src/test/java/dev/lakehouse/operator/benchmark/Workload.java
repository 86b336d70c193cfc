package dev.lakehouse.operator.benchmark;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What users apply: one Lakehouse, some sources, many pipelines of a silver and a gold table. */
final class Workload {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Workload() {}

  static Lakehouse lakehouse() {
    return YAML.unmarshal(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: Lakehouse
        metadata: {name: default}
        spec:
          storage: {root: s3a://acme-lake/crm, region: eu-west-1}
          workloads:
            image: ghcr.io/acme/lakehouse-jobs:0.1.0
            consumerImage: ghcr.io/acme/lakehouse-consumer:0.1.0
        """,
        Lakehouse.class);
  }

  static DataSource source(int number) {
    return YAML.unmarshal(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: DataSource
        metadata: {name: source-%d}
        spec:
          kinesis: {stream: orders}
          schema:
            columns:
              - {name: order_id, type: string}
              - {name: customer_id, type: string}
              - {name: amount, type: string}
              - {name: ordered_at, type: string}
        """
            .formatted(number),
        DataSource.class);
  }

  /** New data that was there before the pipeline starts exactly one run of it. */
  static MedallionPipeline pipeline(int number, int source) {
    return YAML.unmarshal(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: MedallionPipeline
        metadata: {name: pipeline-%1$d}
        spec:
          trigger: {onNewData: {minInterval: 1h}}
          silver:
            - name: orders_%1$d
              from: bronze.source_%2$d
              columns:
                - {name: order_id}
                - {name: customer_id}
                - {name: amount, cast: "decimal(12,2)"}
                - {name: ordered_at, cast: timestamp}
              where: "amount IS NOT NULL"
              keys: [order_id]
              sequenceBy: ordered_at
              expectations:
                - {name: positive_amount, expr: "amount > 0", action: Quarantine}
          gold:
            - name: revenue_%1$d
              keys: [customer_id]
              sql: |
                SELECT customer_id, count(*) AS orders, sum(amount) AS revenue, max(ordered_at) AS last_order
                FROM silver.orders_%1$d GROUP BY customer_id
              expectations:
                - {name: has_rows, rowCount: {min: 1}, action: Fail}
                - {name: pk, unique: [customer_id], action: Fail}
        """
            .formatted(number, source),
        MedallionPipeline.class);
  }

  /** The number in the name of a pipeline. */
  static int numberOf(String pipeline) {
    return Integer.parseInt(pipeline.substring(pipeline.indexOf('-') + 1));
  }

  /** The steps of that pipeline's plan, as its job tells them. */
  static List<StepStatus> steps(int number, int source, StepStatus.State state) {
    return List.of(
        step("silver.orders_" + number, Map.of("bronze.source_" + source, 1L), state),
        step("gold.revenue_" + number, Map.of("silver.orders_" + number, 1L), state));
  }

  private static StepStatus step(String name, Map<String, Long> inputs, StepStatus.State state) {
    boolean done = state == StepStatus.State.SUCCEEDED;
    return new StepStatus(
        name,
        state,
        done ? 1000L : null,
        done ? 1000L : null,
        done ? 1L : null,
        inputs,
        Instant.now().toString(),
        done ? 1L : null,
        null,
        null,
        null,
        null);
  }
}
