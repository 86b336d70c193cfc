package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.Compilation.Compiled;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.workload.JobSecrets;
import dev.lakehouse.operator.workload.SourceSize;
import dev.lakehouse.operator.workspace.SecretKeys;
import dev.lakehouse.operator.workspace.SecretNeed;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything read about a DataSource in one pass, from caches only.
 *
 * @param inputs what the children are made from; empty when the spec can't be compiled
 * @param runs its LakehouseRuns
 * @param scaling how many pods a stream has and why; empty: one, always, or none is a stream
 */
record DataSourceObserved(
    Compilation compilation,
    Optional<IngestionInputs> inputs,
    List<Problem> secretProblems,
    List<LakehouseRun> runs,
    Optional<ScaleMemory> scaling,
    Children children) {

  /** The children as they are. */
  record Children(
      Optional<Deployment> consumer,
      Optional<CronJob> schedule,
      Set<Job> jobs,
      Set<ConfigMap> plans) {

    static Children of(Context<DataSource> context) {
      return new Children(
          context.getSecondaryResource(Deployment.class),
          context.getSecondaryResource(CronJob.class),
          context.getSecondaryResources(Job.class),
          context.getSecondaryResources(ConfigMap.class));
    }
  }

  static DataSourceObserved of(
      DataSource source,
      Workspaces workspaces,
      List<LakehouseRun> runs,
      Instant now,
      Context<DataSource> context) {
    String namespace = source.getMetadata().getNamespace();
    Compilation compilation = PlanCompiler.compile(source, workspaces.of(namespace));
    Optional<IngestionInputs> inputs = Optional.empty();
    List<Problem> secretProblems = List.of();
    Optional<ScaleMemory> scaling = StreamScaling.of(source, compilation, now);
    if (compilation instanceof Compiled compiled) {
      Lakehouse lakehouse =
          workspaces.lakehouse(namespace, source.getSpec().lakehouseRef().name()).orElse(null);
      if (lakehouse != null) {
        JobSecrets secrets = JobSecrets.of(compiled.plan(), lakehouse, List.of());
        secretProblems = problems(namespace, secrets.needs(), workspaces);
        inputs =
            Optional.of(
                new IngestionInputs(
                    compiled,
                    SourceSize.of(source, lakehouse.getSpec().workloads()),
                    secrets.variables(),
                    versions(namespace, secrets.needs(), workspaces),
                    RunTurn.isWanted(source, runs),
                    scaling.map(ScaleMemory::replicas).orElse(1)));
      }
    }
    return new DataSourceObserved(
        compilation, inputs, secretProblems, runs, scaling, Children.of(context));
  }

  /** The same with the children as they are now. */
  DataSourceObserved again(Context<DataSource> context) {
    return new DataSourceObserved(
        compilation, inputs, secretProblems, runs, scaling, Children.of(context));
  }

  private static List<Problem> problems(
      String namespace, List<SecretNeed> needs, Workspaces workspaces) {
    return needs.stream()
        .map(need -> need.problem(workspaces.secret(namespace, need.secret()).orElse(null)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Map<String, String> versions(
      String namespace, List<SecretNeed> needs, Workspaces workspaces) {
    Map<String, String> versions = new TreeMap<>();
    needs.forEach(
        need ->
            versions.put(
                need.secret(),
                workspaces.secret(namespace, need.secret()).map(SecretKeys::version).orElse("")));
    return versions;
  }
}
