package dev.lakehouse.spark.bronze;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The data files below a folder. */
final class Folder {
  private Folder() {}

  /**
   * All files but empty ones and hidden ones ({@code _} or {@code .} begins the name of the file or
   * of a folder on the way), as Hadoop paths; sorted.
   */
  static List<String> files(String path, Configuration configuration) throws FileNotFoundException {
    Path root = new Path(path);
    List<String> files = new ArrayList<>();
    try {
      FileSystem fileSystem = root.getFileSystem(configuration);
      String base = fileSystem.makeQualified(root).toUri().getPath();
      RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root, true);
      while (found.hasNext()) {
        FileStatus file = found.next();
        String relative = file.getPath().toUri().getPath().substring(base.length());
        if (file.getLen() > 0 && !isHidden(relative)) {
          files.add(file.getPath().toString());
        }
      }
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(null);
    return files;
  }

  /** The path as a pattern that only it matches: Spark takes paths for patterns. */
  static String literal(String path) {
    return path.replaceAll("([\\[\\]{}*?\\\\])", "\\\\$1");
  }

  static boolean isHidden(String relative) {
    for (String part : relative.split("/")) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
