package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.Compilation.Compiled;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Workspace;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.workload.JobSecrets;
import dev.lakehouse.operator.workload.SourceSize;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What might be observed of a DataSource. */
final class Observations {
  static final DataSourceObserved.Children NO_CHILDREN =
      new DataSourceObserved.Children(Optional.empty(), Optional.empty(), Set.of(), Set.of());

  private Observations() {}

  static DataSourceObserved.Children consumer(Deployment deployment) {
    return new DataSourceObserved.Children(
        Optional.of(deployment), Optional.empty(), Set.of(), Set.of());
  }

  static DataSourceObserved.Children schedule(CronJob cronJob, Job... jobs) {
    return new DataSourceObserved.Children(
        Optional.empty(), Optional.of(cronJob), Set.of(jobs), Set.of());
  }

  static IngestionInputs inputs(DataSource source) {
    return inputs(source, Specs.lakehouse(Specs.LAKEHOUSE), Map.of("crm-db", "7"));
  }

  static IngestionInputs inputs(
      DataSource source, Lakehouse lakehouse, Map<String, String> secretVersions) {
    Workspace workspace = new Workspace(List.of(lakehouse), List.of(source), List.of(), List.of());
    Compiled compiled = (Compiled) PlanCompiler.compile(source, workspace);
    return new IngestionInputs(
        compiled,
        SourceSize.of(source, lakehouse.getSpec().workloads()),
        JobSecrets.of(compiled.plan(), lakehouse, List.of()).variables(),
        secretVersions,
        false,
        1);
  }

  static DataSourceObserved wanted(
      DataSource source, DataSourceObserved.Children children, LakehouseRun... runs) {
    IngestionInputs inputs = inputs(source);
    return new DataSourceObserved(
        inputs.compiled(),
        Optional.of(inputs),
        List.of(),
        List.of(runs),
        Optional.empty(),
        children);
  }

  static DataSourceObserved valid(DataSource source, DataSourceObserved.Children children) {
    return wanted(source, children);
  }

  static DataSourceObserved withoutSecret(DataSource source) {
    IngestionInputs inputs = inputs(source);
    return new DataSourceObserved(
        inputs.compiled(),
        Optional.of(inputs),
        List.of(new Problem("SecretMissing", "Secret 'crm-db' does not exist")),
        List.of(),
        Optional.empty(),
        NO_CHILDREN);
  }

  static DataSourceObserved withoutLakehouse(DataSource source) {
    Compilation refused =
        PlanCompiler.compile(
            source, new Workspace(List.of(), List.of(source), List.of(), List.of()));
    return new DataSourceObserved(
        refused, Optional.empty(), List.of(), List.of(), Optional.empty(), NO_CHILDREN);
  }
}
