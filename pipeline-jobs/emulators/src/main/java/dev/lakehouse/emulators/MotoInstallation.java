package dev.lakehouse.emulators;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The emulator's Python environment: made once under the user's cache folder, from PyPI, by
 * whatever Python 3 is on the path.
 */
final class MotoInstallation {
  static final String VERSION = "5.2.5";
  private static final String COMPLETE = "complete";

  private MotoInstallation() {}

  /** The Python that has the emulator; installs it first where nobody did. */
  static Path python() {
    Path folder = cache().resolve("moto-" + VERSION);
    try {
      Files.createDirectories(folder.getParent());
      Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
      // Builds run side by side: one installs, the others wait for it.
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(folder.resolve(COMPLETE))) {
          install(folder);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "The AWS emulator can't be installed to " + folder + ": " + e.getMessage(), e);
    }
    return python(folder);
  }

  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path base =
        given == null || given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return base.resolve("lakehouse");
  }

  private static Path python(Path folder) {
    return folder.resolve("bin").resolve("python");
  }

  private static void install(Path folder) throws IOException {
    run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
    run(
        List.of(
            python(folder).toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "moto[server]==" + VERSION));
    Files.createFile(folder.resolve(COMPLETE));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "'%s' failed; Python 3 with its venv module and PyPI are needed: %s"
                .formatted(String.join(" ", command), output.strip()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while installing", e);
    }
  }
}
