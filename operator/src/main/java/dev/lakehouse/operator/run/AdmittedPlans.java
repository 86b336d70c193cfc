package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Workspace;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workspace.Workspaces;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.UnreadablePlanException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The plans of runs. Nearly always the owner's spec still compiles to it, which costs no request;
 * else its ConfigMap is asked for.
 */
final class AdmittedPlans {
  private final KubernetesClient client;
  private final Workspaces workspaces;

  AdmittedPlans(KubernetesClient client, Workspaces workspaces) {
    this.client = client;
    this.workspaces = workspaces;
  }

  /** What the owner's spec compiles to now. */
  Compilation compile(HasMetadata owner) {
    Workspace workspace = workspaces.of(owner.getMetadata().getNamespace());
    if (owner instanceof MedallionPipeline pipeline) {
      return PlanCompiler.compile(pipeline, workspace);
    }
    return owner instanceof SegmentModel model
        ? PlanCompiler.compile(model, workspace)
        : PlanCompiler.compile((DataSource) owner, workspace);
  }

  /**
   * The plan of that hash; empty when neither spec nor ConfigMap have it any more, or when it is of
   * a format that this version doesn't read: the run was admitted by another version.
   */
  Optional<RunPlan> find(HasMetadata owner, String hash) {
    return compile(owner) instanceof Compilation.Compiled compiled && compiled.hash().equals(hash)
        ? Optional.of(compiled.plan())
        : stored(owner.getMetadata().getNamespace(), hash);
  }

  /** The plan of that hash as its ConfigMap has it. */
  Optional<RunPlan> stored(String namespace, String hash) {
    ConfigMap configMap =
        client.configMaps().inNamespace(namespace).withName(Names.planConfigMap(hash)).get();
    return Optional.ofNullable(configMap)
        .map(ConfigMap::getData)
        .map(data -> data.get(Path.of(JobArguments.PLAN_PATH).getFileName().toString()))
        .flatMap(AdmittedPlans::readable);
  }

  private static Optional<RunPlan> readable(String json) {
    try {
      return Optional.of(PlanCodec.fromJson(json));
    } catch (UnreadablePlanException e) {
      return Optional.empty();
    }
  }
}
