package dev.lakehouse.spark.bronze.events;

import dev.lakehouse.spark.bronze.files.FoundFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files that messages named, as they are now: a message may be old, come twice, or after one that
 * tells of something later, so each file is asked for.
 */
public final class NotifiedFiles {
  private static final int THREADS = 16;
  private static final int ASKED_AT_ONCE = 1000;

  private NotifiedFiles() {}

  /**
   * Those of the objects that are files of the folder and still there.
   *
   * @param accepts whether a path below the folder is that of a file to be read
   */
  public static void of(
      Collection<CreatedObject> objects,
      String folder,
      Configuration configuration,
      Predicate<String> accepts,
      Consumer<FoundFile> each) {
    Path root = new Path(folder);
    String prefix = root.toUri().getPath().replaceFirst("/*$", "/");
    List<Path> paths =
        objects.stream()
            .filter(object -> object.bucket().equals(root.toUri().getHost()))
            .map(object -> "/" + object.key())
            .filter(key -> key.startsWith(prefix) && !key.endsWith("/"))
            .filter(key -> accepts.test(key.substring(prefix.length())))
            .map(key -> new Path(root.toUri().getScheme(), root.toUri().getAuthority(), key))
            .toList();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      FileSystem fileSystem = root.getFileSystem(configuration);
      for (int i = 0; i < paths.size(); i += ASKED_AT_ONCE) {
        ask(fileSystem, paths.subList(i, Math.min(i + ASKED_AT_ONCE, paths.size())), pool, each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void ask(
      FileSystem fileSystem, List<Path> paths, ExecutorService pool, Consumer<FoundFile> each)
      throws IOException {
    List<Future<Optional<FileStatus>>> answers = new ArrayList<>();
    for (Path path : paths) {
      answers.add(pool.submit(() -> status(fileSystem, path)));
    }
    for (Future<Optional<FileStatus>> answer : answers) {
      try {
        answer
            .get()
            .filter(status -> status.isFile() && status.getLen() > 0)
            .ifPresent(status -> each.accept(FoundFile.of(status)));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException thrown) {
          throw thrown;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted while files were asked for");
      }
    }
  }

  private static Optional<FileStatus> status(FileSystem fileSystem, Path path) throws IOException {
    try {
      return Optional.of(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
