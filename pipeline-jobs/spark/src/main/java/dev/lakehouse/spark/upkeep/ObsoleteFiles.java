package dev.lakehouse.spark.upkeep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files that nothing needs, and empty folders.
 *
 * @param bytes their size
 */
record ObsoleteFiles(long files, long bytes) {
  /** None. */
  static final ObsoleteFiles NONE = new ObsoleteFiles(0, 0);

  /** Looks up the sizes folder by folder: an object store answers for a thousand files at once. */
  static ObsoleteFiles of(List<Path> paths, Configuration hadoop) {
    Map<Path, Set<String>> names =
        paths.stream()
            .collect(
                Collectors.groupingBy(
                    Path::getParent, Collectors.mapping(Path::getName, Collectors.toSet())));
    long bytes = 0;
    for (Map.Entry<Path, Set<String>> folder : names.entrySet()) {
      bytes += bytes(folder.getKey(), folder.getValue(), hadoop);
    }
    return new ObsoleteFiles(paths.size(), bytes);
  }

  private static long bytes(Path folder, Set<String> names, Configuration hadoop) {
    long bytes = 0;
    try {
      FileSystem system = folder.getFileSystem(hadoop);
      for (FileStatus file : system.listStatus(folder)) {
        if (names.contains(file.getPath().getName())) {
          bytes += file.getLen();
        }
      }
      return bytes;
    } catch (FileNotFoundException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
