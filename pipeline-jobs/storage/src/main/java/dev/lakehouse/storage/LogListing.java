package dev.lakehouse.storage;

import io.delta.storage.internal.S3LogStoreUtil;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a log from a name on, sorted. Delta asks at nearly each commit for the last few of a
 * log that may have a hundred thousand: what comes before them costs nothing here but, on a local
 * disk, its name.
 */
final class LogListing {
  private LogListing() {}

  /** In S3 it is told where to begin; Hadoop's own listing always begins at the folder's start. */
  static Iterator<FileStatus> s3(FileSystem s3a, Path from) throws IOException {
    Path folder = from.getParent();
    FileStatus[] files = S3LogStoreUtil.s3ListFromArray(s3a, from, folder);
    if (files.length == 0 && !s3a.exists(folder)) {
      throw new FileNotFoundException("No such file or directory: " + folder);
    }
    // Without a delimiter, files of folders within are there, too.
    return Arrays.stream(files)
        .filter(file -> file.getPath().getParent().equals(folder))
        .iterator();
  }

  /** On a local disk only the files that are taken are looked at. */
  static Iterator<FileStatus> local(FileSystem local, Path from) throws IOException {
    Path folder = from.getParent();
    String[] names = new File(folder.toUri().getPath()).list();
    if (names == null) {
      throw new FileNotFoundException("No such file or directory: " + folder);
    }
    return Arrays.stream(names)
        .filter(name -> name.compareTo(from.getName()) >= 0 && !isChecksum(name))
        .sorted()
        .map(name -> status(local, new Path(folder, name)))
        .filter(Objects::nonNull)
        .iterator();
  }

  /** Hadoop keeps one beside each local file, and hides it. */
  private static boolean isChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }

  /** Null: it is gone meanwhile. */
  private static FileStatus status(FileSystem local, Path file) {
    try {
      return local.getFileStatus(file);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
