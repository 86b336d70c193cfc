package dev.lakehouse.operator.benchmark;

import dev.lakehouse.operator.chart.Helm;
import dev.lakehouse.operator.chart.Installation;
import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operator as the chart deploys it: with the rights of its ServiceAccount and the environment
 * of its Deployment, but as a process of this machine.
 */
final class Deployed implements AutoCloseable {
  private final Installation installation = Installation.of(Helm.find());
  private final Path folder;
  private final Options options;

  Deployed(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  OperatorProcess start(Path quarkusApp) throws IOException {
    return new OperatorProcess(quarkusApp, environment(), folder.resolve("operator.log"));
  }

  /** The options of its Java process. */
  String javaOptions() {
    String chosen = options.javaOptions().orElse(chartEnvironment().get("JAVA_TOOL_OPTIONS"));
    return options
        .profile()
        .map(file -> chosen + " -XX:StartFlightRecording:name=benchmark,settings=profile")
        .orElse(chosen);
  }

  @Override
  public void close() {
    installation.close();
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = chartEnvironment();
    environment.put("JAVA_TOOL_OPTIONS", javaOptions());
    environment.put("LAKEHOUSE_OPERATOR_LEADER_ELECTION_LEASE_NAMESPACE", installation.namespace());
    environment.put("POD_NAME", "benchmark");
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig());
    environment.put("KUBECONFIG", kubeconfig.toString());
    return environment;
  }

  /** The variables with values; the others are the pod's own, which there is none of. */
  private Map<String, String> chartEnvironment() {
    Deployment deployment =
        ApiServer.client()
            .apps()
            .deployments()
            .inNamespace(installation.namespace())
            .withName(installation.name())
            .get();
    Map<String, String> environment = new TreeMap<>();
    deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    return environment;
  }

  /** The cluster as we know it, the user being the chart's ServiceAccount. */
  private String kubeconfig() {
    String token =
        ApiServer.client()
            .serviceAccounts()
            .inNamespace(installation.namespace())
            .withName(installation.name())
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    KubernetesSerialization yaml = new KubernetesSerialization();
    Config config = yaml.unmarshal(ApiServer.kubeconfig(), Config.class);
    config.getUsers().forEach(user -> user.setUser(new AuthInfoBuilder().withToken(token).build()));
    return yaml.asYaml(config);
  }
}
