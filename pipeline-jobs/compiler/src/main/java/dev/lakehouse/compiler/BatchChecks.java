package dev.lakehouse.compiler;

import dev.lakehouse.api.BatchResources;
import dev.lakehouse.api.DataSourceSpec;
import io.fabric8.kubernetes.api.model.Quantity;

/** The checks of how a source is read: sizes and times. */
final class BatchChecks {
  private BatchChecks() {}

  /** {@code name} of the DataSource. */
  static void check(String name, DataSourceSpec spec, Findings findings) {
    CommonChecks.runs(spec.retry(), spec.timeouts(), findings);
    BatchResources resources = spec.resources();
    if (resources == null) {
      return;
    }
    if (spec.kinesis() != null) {
      findings.add(
          "spec.resources",
          SpecReason.INVALID_SPEC,
          "is of what reads a batch source; a stream has kinesis.memory and kinesis.replicas");
    }
    if (resources.cpu() != null && !isAmount(resources.cpu())) {
      findings.add(
          "spec.resources.cpu",
          SpecReason.INVALID_SPEC,
          "'" + resources.cpu() + "' is not an amount of CPU; for example 500m or 2");
    }
    if (Boolean.TRUE.equals(resources.distributed())) {
      CommonChecks.nameFits(name, NameLimits.RUN_OWNER, name + "-d1-driver-svc", findings);
    }
  }

  private static boolean isAmount(String text) {
    try {
      return new Quantity(text).getNumericalAmount().signum() > 0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }
}
