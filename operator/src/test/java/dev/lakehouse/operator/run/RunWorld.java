package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * An API server in memory and the operator's two views of it. A cache may lag behind the server,
 * but never goes back; what the operator itself wrote it sees, until it crashes.
 */
final class RunWorld {
  private static final RunPlan PLAN =
      new RunPlan(
          RunPlan.FORMAT_VERSION,
          new RunPlan.PlanOwner("MedallionPipeline", "crm", "sales"),
          new RunPlan.Lake("s3a://lake", null, null, RunPlan.Endpoints.AWS),
          List.of(),
          List.of());

  private static final Optional<Lakehouse> LAKEHOUSE =
      Optional.of(Specs.lakehouse(Specs.LAKEHOUSE));
  private static final RunOwner OWNER =
      Given.owner(
          "trigger: {onNewData: {minInterval: 1s}}\n"
              + "retry: {limit: 2, backoff: 5s}\n"
              + "historyLimit: 4");

  private final Random random;
  private final Map<String, LakehouseRun> server = new TreeMap<>();
  private final Map<String, LakehouseRun> cache = new TreeMap<>();
  private final Map<String, ApplicationState> applications = new TreeMap<>();
  private final Map<String, Integer> made = new TreeMap<>();
  private OwnerMemory memory = OwnerMemory.NONE;
  private Instant now = Given.NOW;
  private long version = 1;
  private int people;

  RunWorld(long seed) {
    random = new Random(seed);
  }

  List<LakehouseRun> runs() {
    return List.copyOf(server.values());
  }

  OwnerMemory memory() {
    return memory;
  }

  Map<String, Integer> made() {
    return made;
  }

  Map<String, Long> inputs() {
    return Given.inputs(version);
  }

  /** Something happens. */
  void step() {
    now = now.plusSeconds(1 + random.nextInt(4));
    switch (random.nextInt(12)) {
      case 0 -> version++;
      case 1 -> vanish();
      case 2 -> delete();
      case 3 -> ask();
      case 4, 5 -> progress();
      case 6 -> catchUp(false);
      case 7 -> catchUp(true); // a crash: what was only remembered is gone, caches are fresh
      case 8, 9 -> runs().forEach(run -> runPass(run, random.nextInt(8) == 0));
      default -> ownerPass(random.nextInt(8) == 0);
    }
  }

  /** New data comes, and nothing goes wrong any more until there is nothing to do. */
  void calm() {
    version++; // else a run that a person deleted may rightly have been the last word
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(10);
      catchUp(true);
      ownerPass(false);
      catchUp(true);
      runs().forEach(run -> runPass(run, false));
      applications.replaceAll((name, state) -> new ApplicationState.Succeeded());
    }
  }

  private void vanish() {
    // Only what a status knows of: otherwise nobody can tell it from an application never made.
    server.values().stream()
        .map(LakehouseRun::getStatus)
        .filter(status -> status != null && status.application() != null)
        .filter(status -> random.nextInt(3) == 0)
        .forEach(status -> applications.remove(status.application()));
  }

  private void delete() {
    List<String> names = new ArrayList<>(server.keySet());
    if (!names.isEmpty() && random.nextInt(3) == 0) {
      remove(names.get(random.nextInt(names.size())));
    }
  }

  private void remove(String name) {
    server.remove(name);
    applications.keySet().removeIf(app -> app.equals(name) || app.startsWith(name + "-r"));
    made.keySet().removeIf(app -> app.equals(name) || app.startsWith(name + "-r"));
  }

  private void ask() {
    LakehouseRun run = Given.person("person-" + people++, now);
    run.getMetadata().setUid("uid-" + people);
    server.put(run.getMetadata().getName(), run);
  }

  private void progress() {
    applications.replaceAll(
        (name, state) ->
            state.ended()
                ? state
                : switch (random.nextInt(4)) {
                  case 0 -> new ApplicationState.Running();
                  case 1 -> new ApplicationState.Succeeded();
                  case 2 -> new ApplicationState.Failed(FailureReason.INTERRUPTED, "gone");
                  default -> state;
                });
  }

  /** The cache sees more of the server; all of it after a restart. */
  private void catchUp(boolean all) {
    cache.keySet().removeIf(name -> !server.containsKey(name) && (all || random.nextBoolean()));
    server.forEach(
        (name, run) -> {
          if (all || random.nextBoolean()) {
            cache.put(name, copy(run));
          }
        });
  }

  private void ownerPass(boolean crash) {
    Situation situation =
        new Situation(
                OWNER,
                memory,
                Optional.of(Given.PLAN),
                InputVersions.of(inputs()),
                lookedUp(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                now)
            .upToDate();
    NextRun.Decision decision = NextRun.decide(situation);
    if (decision instanceof NextRun.Decision.Start start) {
      situation = situation.with(create(RunMaker.of(situation, start.sequence(), start.cause())));
    } else if (decision instanceof NextRun.Decision.Admit admit) {
      LakehouseRun admitted = admit(situation, admit);
      situation = admitted == null ? situation : situation.with(admitted);
    }
    if (crash) {
      catchUp(true);
      return;
    }
    OwnerHistory.excess(situation.runs(), OWNER.historyLimit())
        .forEach(run -> remove(run.getMetadata().getName()));
    memory = OwnerHistory.after(situation);
  }

  /** As the observer does: a run that status knows as under way is asked for. */
  private List<LakehouseRun> lookedUp() {
    List<LakehouseRun> known =
        new ArrayList<>(cache.values().stream().map(RunWorld::copy).toList());
    if (memory.lastRun() != null
        && !memory.lastRun().phase().ended()
        && !cache.containsKey(memory.lastRun().name())
        && server.containsKey(memory.lastRun().name())) {
      known.add(copy(server.get(memory.lastRun().name())));
    }
    return known;
  }

  private LakehouseRun create(LakehouseRun run) {
    String name = run.getMetadata().getName();
    LakehouseRun there = server.get(name);
    if (there == null) {
      run.getMetadata().setCreationTimestamp(now.toString());
      run.getMetadata().setUid("uid-" + name);
      server.put(name, run);
      there = run;
    }
    cache.put(name, copy(there));
    return copy(there);
  }

  private LakehouseRun admit(Situation situation, NextRun.Decision.Admit admit) {
    LakehouseRun there = server.get(admit.run().getMetadata().getName());
    if (there == null) {
      return null;
    }
    LakehouseRun patch = RunMaker.admission(situation, admit.run(), admit.sequence());
    there.getMetadata().setLabels(patch.getMetadata().getLabels());
    there.getMetadata().setAnnotations(patch.getMetadata().getAnnotations());
    cache.put(there.getMetadata().getName(), copy(there));
    return copy(there);
  }

  /** The run's own reconciler sees its own writes; the application's state may be an older one. */
  private void runPass(LakehouseRun run, boolean crash) {
    String name = run.getMetadata().getName();
    Optional<ApplicationState> state =
        Optional.ofNullable(run.getStatus())
            .map(LakehouseRunStatus::application)
            .map(applications::get);
    RunFacts facts =
        new RunFacts(
            run, Optional.of(OWNER), LAKEHOUSE, true, Optional.of(PLAN), List.of(), state, now);
    RunDecision decision = RunRules.decide(facts);
    if (decision instanceof RunDecision.Attempt attempt) {
      String application = Names.application(name, attempt.number());
      if (applications.putIfAbsent(application, new ApplicationState.Pending("new")) == null) {
        made.merge(application, 1, Integer::sum);
      }
    }
    if (!crash && server.containsKey(name)) {
      server.get(name).setStatus(RunStatusRules.statusFor(facts, decision));
    }
  }

  private static LakehouseRun copy(LakehouseRun run) {
    LakehouseRun copy = new LakehouseRun();
    copy.setMetadata(new ObjectMetaBuilder(run.getMetadata()).build());
    copy.setSpec(run.getSpec());
    copy.setStatus(run.getStatus());
    return copy;
  }
}
