package dev.lakehouse.emulators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The emulator's folder of Node.js packages: made once under the user's cache folder, from npm. */
final class KinesaliteInstallation {
  private static final String VERSION = "3.3.3";

  private KinesaliteInstallation() {}

  /** The emulator's script; installs it first where nobody did. */
  static Path script() {
    Path folder =
        Cache.installed(
            "kinesalite-" + VERSION,
            KinesaliteInstallation::install,
            "Node.js with npm and its registry are needed");
    return folder.resolve("node_modules").resolve("kinesalite").resolve("cli.js");
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    Cache.run(
        List.of(
            "npm",
            "install",
            "--prefix",
            folder.toString(),
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--silent",
            "kinesalite@" + VERSION));
  }
}
