package dev.lakehouse.operator.cluster;

import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** k3s in a container. */
final class K3sCluster implements Cluster {
  private final K3sContainer container =
      new K3sContainer(DockerImageName.parse("rancher/k3s:v1.34.1-k3s1"));

  K3sCluster() {
    container.start();
  }

  @Override
  public String kubeconfig() {
    return container.getKubeConfigYaml();
  }

  @Override
  public boolean isGiven() {
    return false;
  }

  @Override
  public void startControllers() {
    // k3s runs them from the start.
  }

  @Override
  public void close() {
    container.stop();
  }
}
