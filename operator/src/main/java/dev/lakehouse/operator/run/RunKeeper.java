package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The machinery that pipelines and models share: the plan's ConfigMap, the next run, people's runs,
 * the history. Reads first ({@link OwnerObserver}), decides purely ({@link NextRun}), writes last.
 *
 * <p>Everything is created once, under a name that derives from what it is: a pass repeated after a
 * crash, or on a stale cache, finds the name taken and goes on.
 */
public class RunKeeper {
  private final KubernetesClient client;
  private final RunCache runs;
  private final OwnerObserver observer;

  /** All it needs. */
  public RunKeeper(KubernetesClient client, Workspaces workspaces, RunCache runs, Clock clock) {
    this.client = client;
    this.runs = runs;
    this.observer = new OwnerObserver(client, workspaces, clock);
  }

  /** One pass over an owner. */
  public OwnerPass pass(
      RunOwner owner, OwnerMemory memory, Compilation compilation, Context<?> context) {
    OwnerFacts facts =
        observer.observe(owner, memory, compilation, runs.of(owner.resource()), Optional.empty());
    Set<ConfigMap> plans = context.getSecondaryResources(ConfigMap.class);
    facts.compiled().ifPresent(compiled -> ensurePlan(owner, compiled, plans, context));
    OwnerPass pass = runs(owner, memory, facts);
    forgetPlans(facts, pass.runs(), plans);
    return pass;
  }

  /**
   * One pass over the runs alone of an owner whose plans somebody else keeps.
   *
   * @param known its runs as this pass has seen them: {@code busy} was found for just these
   * @param busy what else works for the owner and has to end before a run begins
   */
  public OwnerPass runs(
      RunOwner owner,
      OwnerMemory memory,
      Compilation compilation,
      List<LakehouseRun> known,
      Optional<NextRun.Decision.Wait> busy) {
    return runs(owner, memory, observer.observe(owner, memory, compilation, known, busy));
  }

  private OwnerPass runs(RunOwner owner, OwnerMemory memory, OwnerFacts facts) {
    Situation situation = settle(facts.situation().upToDate());
    List<LakehouseRun> kept = forget(situation);
    OwnerMemory after = OwnerHistory.after(situation);
    return new OwnerPass(
        owner,
        facts.compiled(),
        facts.problem(),
        memory,
        after,
        waiting(situation),
        kept,
        OwnerFreshness.of(owner, after.lastSuccess(), kept, situation.inputs(), situation.now()),
        ContinuousProgress.of(kept, situation.inputs()),
        situation.change(),
        situation.now());
  }

  private void ensurePlan(
      RunOwner owner, Compilation.Compiled compiled, Set<ConfigMap> plans, Context<?> context) {
    String name = Names.planConfigMap(compiled.hash());
    if (plans.stream().anyMatch(plan -> plan.getMetadata().getName().equals(name))) {
      return;
    }
    try {
      context.resourceOperations().create(PlanConfigMaps.of(owner.resource(), compiled));
    } catch (KubernetesClientException e) {
      // Its name is the hash of its content: whoever made it made the same.
      rethrowUnless(e, HttpURLConnection.HTTP_CONFLICT);
    }
  }

  /** Starts or admits what is due; the situation afterwards. */
  private Situation settle(Situation situation) {
    NextRun.Decision decision = NextRun.decide(situation);
    if (decision instanceof NextRun.Decision.Start start) {
      return situation.with(create(situation, start));
    }
    if (decision instanceof NextRun.Decision.Admit admit) {
      return situation.with(admit(situation, admit));
    }
    if (decision instanceof NextRun.Decision.Stop stop) {
      return situation.with(patched(stop.run(), RunMaker.stop(situation, stop)));
    }
    return situation;
  }

  /** Makes the run; a name that a run of another owner has is passed over with its number. */
  private LakehouseRun create(Situation situation, NextRun.Decision.Start start) {
    for (long sequence = start.sequence(); ; sequence++) {
      LakehouseRun made = createOrFind(RunMaker.of(situation, sequence, start.cause()));
      if (situation.owner().owns(made)) {
        runs.written(made);
        return made;
      }
    }
  }

  private LakehouseRun createOrFind(LakehouseRun run) {
    try {
      return client.resource(run).create();
    } catch (KubernetesClientException e) {
      rethrowUnless(e, HttpURLConnection.HTTP_CONFLICT);
      LakehouseRun found = client.resource(run).get();
      if (found == null) {
        throw e; // deleted in between: the next pass decides anew
      }
      return found;
    }
  }

  private LakehouseRun admit(Situation situation, NextRun.Decision.Admit admit) {
    return patched(admit.run(), RunMaker.admission(situation, admit.run(), admit.sequence()));
  }

  private LakehouseRun patched(LakehouseRun run, LakehouseRun patch) {
    LakehouseRun written =
        client
            .resource(run)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                client.getKubernetesSerialization().asJson(patch));
    runs.written(written);
    return written;
  }

  /** Deletes what exceeds the history limit; the runs that stay. */
  private List<LakehouseRun> forget(Situation situation) {
    List<LakehouseRun> excess =
        OwnerHistory.excess(situation.runs(), situation.owner().historyLimit());
    excess.forEach(run -> client.resource(run).delete());
    List<LakehouseRun> kept = new ArrayList<>(situation.runs());
    kept.removeAll(excess);
    return kept;
  }

  private void forgetPlans(OwnerFacts facts, List<LakehouseRun> kept, Set<ConfigMap> plans) {
    Set<String> used =
        OwnerHistory.plansInUse(
                facts.compiled().map(Compilation.Compiled::hash),
                facts.situation().memory().lastSuccess(),
                kept)
            .stream()
            .map(Names::planConfigMap)
            .collect(Collectors.toSet());
    if (facts.compiled().isPresent()) {
      PlanConfigMaps.unused(plans, used).forEach(plan -> client.resource(plan).delete());
    }
  }

  /** What the owner waits for now that everything due was done. */
  private static NextRun.Decision.Wait waiting(Situation situation) {
    return NextRun.decide(situation) instanceof NextRun.Decision.Wait wait
        ? wait
        : new NextRun.Decision.Wait(
            RunReasons.QUEUED, "Another run is about to start.", Optional.of(situation.now()));
  }

  private static void rethrowUnless(KubernetesClientException e, int expected) {
    if (e.getCode() != expected) {
      throw e;
    }
  }
}
