package dev.lakehouse.operator.cluster;

import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The operator inside a test: the real reconcilers on the real framework, without Quarkus. */
public final class TestOperator implements AutoCloseable {
  /** What reconcilers are made from. */
  public record Parts(
      KubernetesClient client, Workspaces workspaces, EventRecorder events, Clock clock) {}

  private final KubernetesClient client = ApiServer.newClient();
  private final Workspaces workspaces;
  private final Reconciliations reconciliations = new Reconciliations();
  private final Operator operator;

  private TestOperator(
      Set<String> namespaces, Clock clock, Function<Parts, List<Reconciler<?>>> reconcilers) {
    workspaces = new Workspaces(client, namespaces);
    operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withMetrics(reconciliations)
                    .withStopOnInformerErrorDuringStartup(true));
    Parts parts = new Parts(client, workspaces, new EventRecorder(client, clock), clock);
    for (Reconciler<?> reconciler : reconcilers.apply(parts)) {
      operator.register(reconciler, overrider -> overrider.settingNamespaces(namespaces));
    }
    operator.start();
  }

  /** Starts it for those namespaces. */
  public static TestOperator start(
      Set<String> namespaces, Function<Parts, List<Reconciler<?>>> reconcilers) {
    return new TestOperator(namespaces, Clock.systemUTC(), reconcilers);
  }

  /** Starts it with another clock, by which schedules and timeouts go. */
  public static TestOperator start(
      Set<String> namespaces, Clock clock, Function<Parts, List<Reconciler<?>>> reconcilers) {
    return new TestOperator(namespaces, clock, reconcilers);
  }

  /** How many passes reconcilers have made so far. */
  public long reconciliations() {
    return reconciliations.finished();
  }

  @Override
  public void close() {
    operator.stop();
    workspaces.close();
    client.close();
  }
}
