package dev.lakehouse.emulators;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What tests install once for all builds of this user. */
final class Cache {
  private static final String COMPLETE = "complete";

  /** Fills a folder. */
  interface Install {
    void into(Path folder) throws IOException;
  }

  private Cache() {}

  /**
   * The folder of that name, filled.
   *
   * @param needs what an installation needs, for whoever sees it fail
   */
  static Path installed(String name, Install install, String needs) {
    Path folder = base().resolve(name);
    try {
      Files.createDirectories(folder.getParent());
      Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
      // Builds run side by side: one installs, the others wait for it.
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(folder.resolve(COMPLETE))) {
          install.into(folder);
          Files.createFile(folder.resolve(COMPLETE));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s can't be installed to %s; %s: %s".formatted(name, folder, needs, e.getMessage()), e);
    }
    return folder;
  }

  private static Path base() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path base =
        given == null || given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return base.resolve("lakehouse");
  }

  static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "'%s' failed: %s".formatted(String.join(" ", command), output.strip()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while installing", e);
    }
  }
}
