package dev.lakehouse.emulators;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The emulator's Python environment: made once under the user's cache folder, from PyPI, by
 * whatever Python 3 is on the path.
 */
final class MotoInstallation {
  static final String VERSION = "5.2.5";

  private MotoInstallation() {}

  /** The Python that has the emulator; installs it first where nobody did. */
  static Path python() {
    return python(
        Cache.installed(
            "moto-" + VERSION,
            MotoInstallation::install,
            "Python 3 with its venv module and PyPI are needed"));
  }

  private static Path python(Path folder) {
    return folder.resolve("bin").resolve("python");
  }

  private static void install(Path folder) throws IOException {
    Cache.run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
    Cache.run(
        List.of(
            python(folder).toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "moto[server]==" + VERSION));
  }
}
