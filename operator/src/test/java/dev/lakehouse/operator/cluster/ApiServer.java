package dev.lakehouse.operator.cluster;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real API server for tests, one for the whole run, with the CRDs of this project and of both
 * Spark operators. Where it comes from: {@link ClusterSource}. A run that can't have one fails,
 * unless the user opted out by {@code -Dlakehouse.tests.skip-cluster}.
 *
 * <p>Use: {@code @ExtendWith(ApiServer.class)}, then {@link #client()} and {@link #newNamespace}.
 */
public final class ApiServer implements BeforeAllCallback {
  /** The flag by which a user opts out of all tests that need a cluster. */
  public static final String SKIP = "lakehouse.tests.skip-cluster";

  private static final String CHART_LABEL = "app.kubernetes.io/name";
  private static final String CHART = "lakehouse-operator";
  private static final Set<String> NAMESPACES = ConcurrentHashMap.newKeySet();

  private static Cluster cluster;
  private static KubernetesClient client;

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeFalse(
        System.getProperty(SKIP) != null && !"false".equals(System.getProperty(SKIP)),
        "opted out by -D" + SKIP);
    start();
  }

  /** Starts it, unless it runs already; for programs that are no tests. */
  public static synchronized void start() {
    if (cluster == null) {
      cluster = ClusterSource.find().start();
      Runtime.getRuntime().addShutdownHook(new Thread(ApiServer::stop));
      client = newClient();
      if (cluster.isGiven()) {
        refuseWhereAnOperatorRuns();
      }
      TestCrds.apply(client);
    }
  }

  /** Tests start operators of their own, which would fight with one that works there for real. */
  private static void refuseWhereAnOperatorRuns() {
    boolean runs =
        client
            .apps()
            .deployments()
            .inAnyNamespace()
            .withLabel(CHART_LABEL, CHART)
            .list()
            .getItems()
            .stream()
            .anyMatch(deployment -> deployment.getSpec().getReplicas() > 0);
    if (runs) {
      throw new IllegalStateException(
          "the cluster of KUBECONFIG runs the Lakehouse operator, which would fight with those of"
              + " the tests: unset KUBECONFIG (the tests then start an API server of their own), or"
              + " name another cluster");
    }
  }

  private static void stop() {
    if (cluster.isGiven()) {
      NAMESPACES.forEach(name -> client.namespaces().withName(name).delete());
    }
    cluster.close();
  }

  /** Whether the API server is somebody else's, where nothing but the test's own may be touched. */
  public static boolean isGiven() {
    return cluster.isGiven();
  }

  /** A client with all rights; shared, don't close it. */
  public static KubernetesClient client() {
    return client;
  }

  /** A client of one's own, to be closed. */
  public static KubernetesClient newClient() {
    Config config = Config.fromKubeconfig(cluster.kubeconfig());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** The kubeconfig, as YAML. */
  public static String kubeconfig() {
    return cluster.kubeconfig();
  }

  /**
   * Runs kube-controller-manager from now on: Deployments make pods, CronJobs make Jobs, children
   * go with their owners. (A cluster that was given has one already.)
   */
  public static synchronized void startControllers() {
    cluster.startControllers();
  }

  /** A namespace of its own for a test. */
  public static String newNamespace(String prefix) {
    String name = prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    client
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    NAMESPACES.add(name);
    return name;
  }
}
