package dev.lakehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files below some folders, looked at again and again: the JDK's watch service sees no subfolders,
 * and on some systems does the same.
 */
final class WatchedFiles {
  private static final long EVERY_MILLIS = 200;

  private final List<Path> roots;
  private Map<Path, String> seen;

  /** Watches files and folders from now on. */
  WatchedFiles(List<Path> roots) {
    this.roots = roots;
    this.seen = look();
  }

  /** Waits until something is other than the last time, and has come to rest. */
  void awaitChange() throws InterruptedException {
    boolean changed = false;
    while (true) {
      boolean again = hasChanged();
      if (changed && !again) {
        return;
      }
      changed |= again;
      Thread.sleep(EVERY_MILLIS);
    }
  }

  /** Whether something is other than the last time. */
  boolean hasChanged() {
    Map<Path, String> now = look();
    boolean changed = !now.equals(seen);
    seen = now;
    return changed;
  }

  private Map<Path, String> look() {
    Map<Path, String> found = new HashMap<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.toList()) {
          BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
          if (is.isRegularFile()) {
            found.put(file, is.size() + "@" + is.lastModifiedTime().toMillis());
          }
        }
      } catch (IOException | java.io.UncheckedIOException e) {
        // An editor that replaces a file just now: the next look tells.
        found.put(root, e.toString());
      }
    }
    return found;
  }
}
