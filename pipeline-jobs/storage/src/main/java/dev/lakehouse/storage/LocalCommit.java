package dev.lakehouse.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** One local file, created whole and only where there is none. */
final class LocalCommit {
  private LocalCommit() {}

  /**
   * Creates the file.
   *
   * @throws FileAlreadyExistsException when another writer has created it
   */
  static void create(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Path whole = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(whole, content);
      Files.createLink(file, whole);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
