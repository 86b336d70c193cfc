package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec.Workloads;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one attempt of a run asks of a Spark operator.
 *
 * @param labels of the application and of its pods
 * @param owner the LakehouseRun, so that the application goes when the run goes
 * @param workloads image, identity, sizes: the Lakehouse's
 * @param planConfigMap ConfigMap with the plan; mounted into the driver's pod
 * @param secrets variables of the driver that come from Secrets: what the plan names
 * @param arguments of the driver's main class
 * @param startTimeout how long the driver may take to start
 */
public record ApplicationRequest(
    String namespace,
    String name,
    Map<String, String> labels,
    OwnerReference owner,
    Workloads workloads,
    String planConfigMap,
    List<EnvVar> secrets,
    List<String> arguments,
    Duration startTimeout) {}
