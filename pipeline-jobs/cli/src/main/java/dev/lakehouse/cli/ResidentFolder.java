package dev.lakehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The folder of the socket: who can enter it can have commands run as its user. */
final class ResidentFolder {
  /** What systems allow for the path of a socket, less its name. */
  private static final int LONGEST = 90;

  private ResidentFolder() {}

  /** Where it is, beside the caches of the {@code lakehouse} script. */
  static Path path(Map<String, String> environment) {
    String cache = environment.get("LAKEHOUSE_CACHE");
    String caches = environment.get("XDG_CACHE_HOME");
    Path base =
        cache != null && !cache.isEmpty()
            ? Path.of(cache)
            : (caches != null && !caches.isEmpty()
                    ? Path.of(caches)
                    : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("lakehouse");
    return base.toAbsolutePath().resolve("spark");
  }

  /** Makes it for this user alone; returns whether it can be used. */
  static boolean make(Path folder) {
    try {
      if (folder.toString().length() > LONGEST) {
        return false;
      }
      Files.createDirectories(folder);
      // Only its owner (and root) may do this.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
