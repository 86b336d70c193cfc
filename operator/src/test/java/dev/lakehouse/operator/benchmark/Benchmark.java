package dev.lakehouse.operator.benchmark;

import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Many pipelines through the real operator against the real API server, Spark being a stub; beside
 * it, in the same run, the same writes made raw. It reports and judges nothing but that each
 * pipeline had exactly one successful run.
 */
public final class Benchmark {
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final int QUIET_LOOKS = 20;

  private final Options options;
  private final Path folder;
  private final OwnCalls calls = new OwnCalls();
  private final double loadBefore = Conditions.load();

  private Benchmark(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** See {@link Options}; system property {@code quarkus.app}: folder of the built operator. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      Options options = Options.parse(arguments);
      Path folder = Files.createTempDirectory("lakehouse-benchmark");
      new Benchmark(options, folder).run();
      // Only now: after a failure its log is wanted.
      for (String file : List.of("operator.log", "kubeconfig", "")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      System.exit(0); // closes the API server by its shutdown hook
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IllegalStateException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    say("starting the API server");
    ApiServer.start();
    try (KubernetesClient client = patientClient();
        Deployed deployed = new Deployed(options, folder)) {
      String conditions = Conditions.text(options, deployed.javaOptions(), loadBefore);
      Measured measured = measure(client, deployed);
      String report = new Report(options, measured, conditions).text();
      System.out.println(report);
      if (options.report().isPresent()) {
        Files.writeString(options.report().get(), report);
      }
    }
  }

  /** On a busy machine an answer may take its time; a write that is given up would never come. */
  private KubernetesClient patientClient() {
    Config config = Config.fromKubeconfig(ApiServer.kubeconfig());
    config.setRequestTimeout((int) options.patience().toMillis());
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private Measured measure(KubernetesClient client, Deployed deployed)
      throws IOException, InterruptedException {
    String namespace = ApiServer.newNamespace("benchmark");
    Scene scene = new Scene(client, namespace, options, calls);
    Sightings sightings = new Sightings(options.pipelines());
    Burst burst;
    try (OperatorProcess operator =
        deployed.start(Path.of(System.getProperty("quarkus.app", "target/quarkus-app")))) {
      burst = burst(client, namespace, scene, sightings, operator);
      if (options.profile().isPresent()) {
        operator.dumpRecording(options.profile().get());
      }
    }
    say("making the same writes raw");
    Replay replay =
        new Replay(
            client,
            namespace,
            ApiServer.newNamespace("raw"),
            options.pipelines(),
            burst.writes(),
            calls.counts());
    List<List<Write>> writes = replay.writes();
    long raw = new RawWrites(client, options.workers()).replay(writes);
    return burst.with(sightings, raw, replay.made());
  }

  private Burst burst(
      KubernetesClient client,
      String namespace,
      Scene scene,
      Sightings sightings,
      OperatorProcess operator)
      throws InterruptedException {
    final long startResident = operator.residentMebibytes();
    scene.prepare();
    settle(client);
    try (SparkStub stub = new SparkStub(client, namespace, options.perSource(), sightings, calls);
        var pipelines = scene.watchPipelines(sightings)) {
      final ApiCounts before = ApiCounts.of(client);
      final Duration cpuBefore = operator.cpu();
      say("applying " + options.pipelines() + " pipelines");
      scene.applyPipelines(sightings);
      if (!sightings.awaitReady(options.patience().toSeconds())) {
        throw new IllegalStateException(
            "%d pipelines are not Ready: %s; the operator's log is in %s"
                .formatted(sightings.missing(), scene.complaints(), folder));
      }
      settle(client);
      final Duration cpu = operator.cpu().minus(cpuBefore);
      ApiCounts all = ApiCounts.of(client).minus(before);
      scene.verifyRuns();
      ApiCounts idleBefore = ApiCounts.of(client);
      Duration idleCpuBefore = operator.cpu();
      say("watching the operator idle for " + options.idle().toSeconds() + " s");
      Thread.sleep(options.idle().toMillis());
      return new Burst(
          all.writes(),
          all.minus(calls.counts()),
          cpu,
          ApiCounts.of(client).minus(idleBefore),
          operator.cpu().minus(idleCpuBefore),
          operator.start(),
          startResident,
          operator.residentMebibytes(),
          operator.peakResidentMebibytes(),
          operator.liveHeapMebibytes());
    }
  }

  /** Until nobody writes any more. */
  private static void settle(KubernetesClient client) throws InterruptedException {
    long before = -1;
    for (int i = 0; i < QUIET_LOOKS; i++) {
      long now = ApiCounts.of(client).writes().total();
      if (now == before) {
        return;
      }
      before = now;
      Thread.sleep(QUIET.toMillis());
    }
    say("writes go on; figures of calls and of idleness hold these as well");
  }

  private static void say(String what) {
    System.err.println("benchmark: " + what);
  }

  /** What was measured of the operator. */
  private record Burst(
      ApiCounts writes,
      ApiCounts calls,
      Duration cpu,
      ApiCounts idle,
      Duration idleCpu,
      Duration start,
      long startResident,
      long resident,
      long peakResident,
      long liveHeap) {
    Measured with(Sightings sightings, long raw, ApiCounts replayed) {
      return new Measured(
          sightings.nanos(),
          sightings.nanosApplying(),
          raw,
          sightings.appliedToApplication(),
          sightings.finishedToReady(),
          writes,
          calls,
          replayed,
          cpu,
          liveHeap,
          resident,
          peakResident,
          idle,
          idleCpu,
          start,
          startResident);
    }
  }
}
