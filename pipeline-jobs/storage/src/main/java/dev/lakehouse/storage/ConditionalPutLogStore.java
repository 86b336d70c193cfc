package dev.lakehouse.storage;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * A Delta log that several writers in several processes may share. A commit's file is created only
 * where there is none: exactly one of several writers of a version wins, the others get
 * FileAlreadyExistsException, as Delta's protocol demands. Delta's own store for S3 checks first
 * and writes then, and so lets one driver at a time write a table, or asks for a DynamoDB table.
 *
 * <ul>
 *   <li>{@code s3a}: conditional PUT ({@code If-None-Match: *}), which S3A offers since Hadoop
 *       3.4.2;
 *   <li>{@code file}: a hard link, because renaming over a file that has just appeared replaces it.
 * </ul>
 *
 * <p>Spark: {@code spark.delta.logStore.s3a.impl}; Delta Kernel: {@code
 * io.delta.kernel.logStore.s3a.impl} in the Hadoop configuration ({@link LogStoreSettings}).
 */
public final class ConditionalPutLogStore extends HadoopFileSystemLogStore {
  private static final String LOCAL = "file";
  private static final String S3 = "s3a";

  /** For Delta, which makes the store by reflection. */
  public ConditionalPutLogStore(Configuration configuration) {
    super(configuration);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    if (isLocal(path, fileSystem)) {
      if (overwrite) {
        writeWithRename(path, actions, true, configuration);
      } else {
        LocalCommit.create(java.nio.file.Path.of(path.toUri().getPath()), content(actions));
      }
    } else if (overwrite) {
      try (OutputStream out = fileSystem.create(path, true)) {
        out.write(content(actions));
      }
    } else {
      requireConditionalPut(path, fileSystem);
      new ConditionalPut(fileSystem, path, content(actions)).commit();
    }
  }

  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration configuration) throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    Path from = fileSystem.makeQualified(path);
    if (isLocal(path, fileSystem)) {
      return LogListing.local(fileSystem, from);
    }
    return S3.equals(from.toUri().getScheme())
        ? LogListing.s3(fileSystem, from)
        : super.listFrom(path, configuration);
  }

  /** An object appears whole or not at all; a local file grows while it is written. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration configuration) throws IOException {
    return isLocal(path, path.getFileSystem(configuration));
  }

  private static boolean isLocal(Path path, FileSystem fileSystem) {
    return LOCAL.equals(fileSystem.makeQualified(path).toUri().getScheme());
  }

  private static void requireConditionalPut(Path path, FileSystem fileSystem) throws IOException {
    if (!fileSystem.hasPathCapability(
        path, CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
      throw new IOException(
          "%s can't create %s only where there is none, so commits could be lost. Use s3a of Hadoop 3.4.2 or later and leave fs.s3a.create.conditional.enabled at true."
              .formatted(fileSystem.getUri(), path));
    }
  }

  private static byte[] content(Iterator<String> actions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (actions.hasNext()) {
      bytes.writeBytes(actions.next().getBytes(StandardCharsets.UTF_8));
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }
}
