package dev.lakehouse.operator.workload;

import dev.lakehouse.api.LakehouseSpec.Workloads;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Map;

/**
 * What a pod of ingestion is asked for.
 *
 * @param workloads image, identity, sizes: the Lakehouse's
 * @param planConfigMap ConfigMap with the plan
 * @param secrets variables that come from Secrets: what the plan names
 * @param labels of the pod
 * @param arguments of the job
 */
public record PodRequest(
    Workloads workloads,
    String planConfigMap,
    List<EnvVar> secrets,
    Map<String, String> labels,
    List<String> arguments) {}
