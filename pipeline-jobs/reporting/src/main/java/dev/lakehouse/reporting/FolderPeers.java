package dev.lakehouse.reporting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Replicas that tell each other by files in a folder they share: without a cluster. */
final class FolderPeers implements Peers {
  private static final String HIDDEN = ".";

  private final Path folder;
  private final String self;
  private final Liveness liveness;

  FolderPeers(Path folder, String self, Duration expiry) {
    this.folder = folder;
    this.self = self;
    this.liveness = new Liveness(expiry);
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Optional<String> lastWords() throws IOException {
    try {
      return Optional.of(words(Files.readString(folder.resolve(self))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public SortedMap<String, String> exchange(String own) throws IOException {
    Files.createDirectories(folder);
    Path whole = folder.resolve(HIDDEN + UUID.randomUUID());
    Files.writeString(whole, System.nanoTime() + "\n" + own);
    Files.move(whole, folder.resolve(self), StandardCopyOption.ATOMIC_MOVE);
    Map<String, String> found = read();
    Set<String> alive = liveness.alive(found, System.nanoTime());
    SortedMap<String, String> words = new TreeMap<>();
    alive.forEach(name -> words.put(name, words(found.get(name))));
    words.put(self, own);
    return words;
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (!name.startsWith(HIDDEN)) {
          try {
            found.put(name, Files.readString(file, StandardCharsets.UTF_8));
          } catch (NoSuchFileException e) {
            // It has just left.
          }
        }
      }
    }
    return found;
  }

  private static String words(String content) {
    return content.substring(content.indexOf('\n') + 1);
  }

  @Override
  public void leave() {
    try {
      Files.deleteIfExists(folder.resolve(self));
    } catch (IOException e) {
      // Then the others wait until its time is over.
    }
  }

  @Override
  public void close() {}
}
