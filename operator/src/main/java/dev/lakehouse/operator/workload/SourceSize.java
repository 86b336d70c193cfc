package dev.lakehouse.operator.workload;

import dev.lakehouse.api.BatchResources;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import java.util.Optional;

/** The size of what reads a batch source: the driver's, where the source says nothing; pure. */
public final class SourceSize {
  private SourceSize() {}

  /** The Lakehouse's workloads with drivers as the source asks for. */
  public static Workloads of(DataSource source, Workloads workloads) {
    BatchResources resources = source.getSpec().resources();
    if (resources == null || (resources.cpu() == null && resources.memory() == null)) {
      return workloads;
    }
    PodSize size = Optional.ofNullable(workloads.driver()).orElse(new PodSize(null, null, null));
    return withDriver(
        workloads,
        new PodSize(
            size.cores(),
            Optional.ofNullable(resources.cpu()).orElse(size.cpuRequest()),
            Optional.ofNullable(resources.memory()).orElse(size.memory())));
  }

  private static Workloads withDriver(Workloads workloads, PodSize driver) {
    return new Workloads(
        workloads.image(),
        workloads.consumerImage(),
        workloads.imagePullPolicy(),
        workloads.serviceAccountName(),
        workloads.sparkBackend(),
        driver,
        workloads.executors(),
        workloads.sparkConf(),
        workloads.env(),
        workloads.envFromSecrets(),
        workloads.nodeSelector(),
        workloads.tolerations(),
        workloads.annotations());
  }
}
