package dev.lakehouse.spark.bronze;

import dev.lakehouse.spark.bronze.files.FoundFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
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
   * of a folder on the way); sorted by name.
   */
  static List<FoundFile> files(String path, Configuration configuration)
      throws FileNotFoundException {
    Path root = new Path(path);
    List<FoundFile> files = new ArrayList<>();
    try {
      FileSystem fileSystem = root.getFileSystem(configuration);
      String base = fileSystem.makeQualified(root).toUri().getPath();
      RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root, true);
      while (found.hasNext()) {
        LocatedFileStatus file = found.next();
        String relative = file.getPath().toUri().getPath().substring(base.length());
        if (file.getLen() > 0 && !isHidden(relative)) {
          files.add(FoundFile.of(new FileStatus(file)));
        }
      }
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(Comparator.comparing(FoundFile::name));
    return files;
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
