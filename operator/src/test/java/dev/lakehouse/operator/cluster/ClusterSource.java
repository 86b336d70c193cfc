package dev.lakehouse.operator.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Where a cluster comes from, in this order: the one that {@code KUBECONFIG} names; binaries in
 * {@code KUBEBUILDER_ASSETS}; those built before, in the user's cache; k3s, where a Docker engine
 * runs; binaries built now, which takes minutes once ({@code operator/cluster/assets api}).
 */
interface ClusterSource {
  /** Starts it, or takes what runs; throws when it can't. */
  Cluster start();

  static ClusterSource find() {
    String given = System.getenv("KUBECONFIG");
    if (given != null && !given.isBlank()) {
      return () -> new GivenCluster(read(Path.of(given)));
    }
    Optional<Path> binaries =
        binaries(System.getenv("KUBEBUILDER_ASSETS")).or(ClusterSource::cached);
    if (binaries.isPresent()) {
      return () -> ControlPlane.start(binaries.get());
    }
    return DockerClientFactory.instance().isDockerAvailable()
        ? K3sCluster::new
        : () -> ControlPlane.start(build());
  }

  private static Optional<Path> binaries(String folder) {
    return Optional.ofNullable(folder)
        .map(Path::of)
        .filter(path -> Files.isExecutable(path.resolve("kube-apiserver")))
        .filter(path -> Files.isExecutable(path.resolve("etcd")));
  }

  private static Optional<Path> cached() {
    Path assets = cache().resolve("assets");
    if (!Files.isDirectory(assets)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(assets)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("kubernetes-"))
          .max(Comparator.naturalOrder())
          .flatMap(folder -> binaries(folder.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path cache() {
    String own = System.getenv("LAKEHOUSE_CACHE");
    if (own != null) {
      return Path.of(own);
    }
    String shared = System.getenv("XDG_CACHE_HOME");
    Path base =
        shared == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(shared);
    return base.resolve("lakehouse");
  }

  private static Path build() {
    Path script = Path.of(System.getProperty("basedir", "."), "cluster", "assets");
    try {
      Process process =
          new ProcessBuilder(script.toString(), "api")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String folder =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            script
                + " api failed; its words are above. Tests against a real API server need it;"
                + " opt out of them by -D"
                + ApiServer.SKIP);
      }
      return Path.of(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("KUBECONFIG can't be read", e);
    }
  }

  /** A cluster that somebody else runs. */
  record GivenCluster(String kubeconfig) implements Cluster {
    @Override
    public boolean isGiven() {
      return true;
    }

    @Override
    public void startControllers() {
      // A cluster somebody runs has its controllers.
    }

    @Override
    public void close() {
      // Not ours to stop.
    }
  }
}
