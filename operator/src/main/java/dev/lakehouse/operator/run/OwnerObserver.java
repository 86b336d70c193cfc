package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.api.TableStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.compiler.diff.PlanDiff;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads everything a pass over an owner of runs needs, from caches. */
final class OwnerObserver {
  private final KubernetesClient client;
  private final Workspaces workspaces;
  private final AdmittedPlans plans;
  private final Clock clock;

  OwnerObserver(KubernetesClient client, Workspaces workspaces, Clock clock) {
    this.client = client;
    this.workspaces = workspaces;
    this.plans = new AdmittedPlans(client, workspaces);
    this.clock = clock;
  }

  OwnerFacts observe(
      RunOwner owner,
      OwnerMemory memory,
      Compilation compilation,
      List<LakehouseRun> known,
      Optional<NextRun.Decision.Wait> busy) {
    Optional<Problem> problem = problem(owner, compilation);
    Optional<Compilation.Compiled> compiled =
        compilation instanceof Compilation.Compiled done ? Optional.of(done) : Optional.empty();
    Situation situation =
        new Situation(
            owner,
            memory,
            problem.isPresent() ? Optional.empty() : compiled.map(Compilation.Compiled::hash),
            compiled.map(done -> inputs(owner, done.plan())).orElse(InputVersions.NONE),
            withLost(known, owner, memory).stream().filter(run -> mayCome(run, compiled)).toList(),
            compiled.flatMap(done -> change(owner, memory, done)),
            workspaces
                .lakehouse(owner.resource().getMetadata().getNamespace(), owner.lakehouse())
                .flatMap(found -> ContinuousRuns.settings(owner, found.getSpec().workloads())),
            busy,
            clock.instant());
    return new OwnerFacts(compiled, problem, situation);
  }

  /** Asks the API server only while the spec is another than the one that ran last. */
  private Optional<PlanChange> change(
      RunOwner owner, OwnerMemory memory, Compilation.Compiled compiled) {
    RunSummary success = memory.lastSuccess();
    if (success == null || success.plan() == null || success.plan().equals(compiled.hash())) {
      return Optional.empty();
    }
    return plans
        .stored(owner.resource().getMetadata().getNamespace(), success.plan())
        .map(last -> PlanDiff.between(last, compiled.plan()))
        .map(diff -> new PlanChange(compiled.hash(), diff, owner.approved(), sizes(owner)));
  }

  /** Of the tables that status knows. */
  private static Map<String, Long> sizes(RunOwner owner) {
    return tables(owner)
        .filter(table -> table.bytes() != null)
        .collect(Collectors.toMap(TableStatus::name, TableStatus::bytes, (a, b) -> b));
  }

  private static Stream<TableStatus> tables(RunOwner owner) {
    return owner.resource() instanceof MedallionPipeline pipeline
            && pipeline.getStatus() != null
            && pipeline.getStatus().tables() != null
        ? pipeline.getStatus().tables().stream()
        : Stream.empty();
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

  /** A person's run that the plan can't do gets no turn: its own reconciler ends it. */
  private static boolean mayCome(LakehouseRun run, Optional<Compilation.Compiled> compiled) {
    return RunMarks.ended(run)
        || RunMarks.admission(run).isPresent()
        || compiled.isEmpty()
        || PlanCompiler.check(run.getSpec(), compiled.get().plan()).isEmpty();
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
  private List<LakehouseRun> withLost(
      List<LakehouseRun> cached, RunOwner owner, OwnerMemory memory) {
    List<LakehouseRun> known = new ArrayList<>(cached);
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
