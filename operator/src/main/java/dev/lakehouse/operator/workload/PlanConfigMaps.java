package dev.lakehouse.operator.workload;

import dev.lakehouse.compiler.Compilation.Compiled;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.PlanCodec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The ConfigMaps that hold plans: immutable, named by the plan's hash. */
public final class PlanConfigMaps {
  private PlanConfigMaps() {}

  /** The ConfigMap of a plan compiled from {@code owner}. */
  public static ConfigMap of(HasMetadata owner, Compiled compiled) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withName(Names.planConfigMap(compiled.hash()))
        .withLabels(Labels.of(owner, "plan"))
        .withOwnerReferences(ownerReference(owner))
        .endMetadata()
        .withImmutable(true)
        .addToData(
            Path.of(JobArguments.PLAN_PATH).getFileName().toString(),
            PlanCodec.toJson(compiled.plan()))
        .build();
  }

  /** Those that nobody will read any more. */
  public static List<ConfigMap> unused(Collection<ConfigMap> existing, Set<String> used) {
    return existing.stream()
        .filter(configMap -> !used.contains(configMap.getMetadata().getName()))
        .toList();
  }

  /** The reference by which a child goes when its owner goes. */
  public static OwnerReference ownerReference(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .build();
  }
}
