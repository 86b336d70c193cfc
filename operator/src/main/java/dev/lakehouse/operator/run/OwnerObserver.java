package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.workload.JobSecrets;
import dev.lakehouse.operator.workspace.Workspaces;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads everything a pass over an owner of runs needs, from caches. */
final class OwnerObserver {
  private final KubernetesClient client;
  private final Workspaces workspaces;
  private final RunCache runs;
  private final Clock clock;

  OwnerObserver(KubernetesClient client, Workspaces workspaces, RunCache runs, Clock clock) {
    this.client = client;
    this.workspaces = workspaces;
    this.runs = runs;
    this.clock = clock;
  }

  OwnerFacts observe(RunOwner owner, OwnerMemory memory, Compilation compilation) {
    Optional<Problem> problem = problem(owner, compilation);
    Optional<Compilation.Compiled> compiled =
        compilation instanceof Compilation.Compiled done ? Optional.of(done) : Optional.empty();
    Situation situation =
        new Situation(
            owner,
            memory,
            problem.isPresent() ? Optional.empty() : compiled.map(Compilation.Compiled::hash),
            compiled.map(done -> inputs(owner, done.plan())).orElse(InputVersions.NONE),
            runs(owner, memory),
            clock.instant());
    return new OwnerFacts(compiled, problem, situation);
  }

  private Optional<Problem> problem(RunOwner owner, Compilation compilation) {
    if (compilation instanceof Compilation.Refused refused) {
      Violation first = refused.violations().get(0);
      return Optional.of(new Problem(first.reason().label(), message(refused.violations())));
    }
    String namespace = owner.resource().getMetadata().getNamespace();
    Optional<Lakehouse> lakehouse = workspaces.lakehouse(namespace, owner.lakehouse());
    RunPlan plan = ((Compilation.Compiled) compilation).plan();
    return lakehouse.flatMap(
        found ->
            JobSecrets.of(plan, found, owner.saltSecrets()).needs().stream()
                .flatMap(
                    need ->
                        need
                            .problem(workspaces.secret(namespace, need.secret()).orElse(null))
                            .stream())
                .findFirst());
  }

  private static String message(List<Violation> violations) {
    String first = violations.get(0).message();
    return violations.size() == 1 ? first : first + " (and " + (violations.size() - 1) + " more)";
  }

  /** The tables that steps of the plan read and none of them writes. */
  private InputVersions inputs(RunOwner owner, RunPlan plan) {
    TreeSet<TableName> read = new TreeSet<>();
    plan.steps().forEach(step -> read.addAll(step.inputs()));
    plan.steps().stream().map(Step::id).forEach(id -> TableName.parse(id).ifPresent(read::remove));
    TreeMap<String, Long> versions = new TreeMap<>();
    String namespace = owner.resource().getMetadata().getNamespace();
    for (TableName table : read) {
      versions.put(
          table.toString(), workspaces.version(namespace, owner.lakehouse(), table).orElse(null));
    }
    return InputVersions.of(versions);
  }

  /** The runs; one that status knows as under way is asked for before it is taken for deleted. */
  private List<LakehouseRun> runs(RunOwner owner, OwnerMemory memory) {
    List<LakehouseRun> known = new ArrayList<>(runs.of(owner.resource()));
    RunSummary last = memory.lastRun();
    boolean lost =
        last != null
            && !last.phase().ended()
            && known.stream().noneMatch(run -> run.getMetadata().getName().equals(last.name()));
    if (lost) {
      Optional.ofNullable(
              client
                  .resources(LakehouseRun.class)
                  .inNamespace(owner.resource().getMetadata().getNamespace())
                  .withName(last.name())
                  .get())
          .filter(owner::owns)
          .ifPresent(known::add);
    }
    return known;
  }
}
