package dev.lakehouse.spark.bronze;

import dev.lakehouse.spark.bronze.files.FoundFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The data files below a folder. */
final class Folder {
  private Folder() {}

  /**
   * All files but empty ones and hidden ones ({@code _} or {@code .} begins the name of the file or
   * of a folder on the way), one by one, in the order of the file system.
   *
   * @param folders only what is in those subfolders, which need not exist; empty: all
   */
  static void files(
      String path,
      Optional<List<String>> folders,
      Configuration configuration,
      Consumer<FoundFile> each)
      throws FileNotFoundException {
    Path root = new Path(path);
    try {
      FileSystem fileSystem = root.getFileSystem(configuration);
      String base = fileSystem.makeQualified(root).toUri().getPath();
      if (folders.isEmpty()) {
        list(fileSystem, root, base, each);
        return;
      }
      boolean any = false;
      for (String folder : folders.get()) {
        any |= listIfThere(fileSystem, new Path(root, folder), base, each);
      }
      if (!any) {
        fileSystem.getFileStatus(root);
      }
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listIfThere(
      FileSystem fileSystem, Path folder, String base, Consumer<FoundFile> each)
      throws IOException {
    try {
      list(fileSystem, folder, base, each);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * S3 lists a thousand names at a time, whatever folders they stand in. Other file systems are
   * walked, as asking them for where each file lies can cost more than the listing.
   */
  private static void list(
      FileSystem fileSystem, Path folder, String base, Consumer<FoundFile> each)
      throws IOException {
    boolean flat = fileSystem.getScheme().startsWith("s3");
    RemoteIterator<? extends FileStatus> found =
        flat ? fileSystem.listFiles(folder, true) : fileSystem.listStatusIterator(folder);
    while (found.hasNext()) {
      FileStatus entry = found.next();
      String relative = entry.getPath().toUri().getPath().substring(base.length());
      if (isHidden(relative)) {
        continue;
      }
      if (entry.isDirectory()) {
        list(fileSystem, entry.getPath(), base, each);
      } else if (entry.getLen() > 0) {
        each.accept(FoundFile.of(entry));
      }
    }
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
