package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.workspace.LakehouseSecrets;
import dev.lakehouse.operator.workspace.Workspaces;
import java.util.List;
import java.util.Optional;

/** Everything read about a Lakehouse in one pass. */
record LakehouseObserved(List<Problem> secretProblems, int dataSources, int pipelines) {
  LakehouseObserved {
    secretProblems = List.copyOf(secretProblems);
  }

  static LakehouseObserved of(Lakehouse lakehouse, Workspaces workspaces) {
    String namespace = lakehouse.getMetadata().getNamespace();
    String name = lakehouse.getMetadata().getName();
    List<Problem> problems =
        LakehouseSecrets.needs(lakehouse).stream()
            .map(need -> need.problem(workspaces.secret(namespace, need.secret()).orElse(null)))
            .flatMap(Optional::stream)
            .toList();
    return new LakehouseObserved(
        problems,
        workspaces.count(DataSource.class, namespace, name),
        workspaces.count(MedallionPipeline.class, namespace, name));
  }
}
