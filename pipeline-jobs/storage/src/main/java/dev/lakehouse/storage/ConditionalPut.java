package dev.lakehouse.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object, created only where there is none.
 *
 * <p>An error does not say whether the object was created: the answer may have been lost and a
 * repeated PUT refused because of the first. So after any error the object decides: Delta puts a
 * unique transaction id into each commit, hence equal content means it was this writer's.
 */
final class ConditionalPut {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionalPut.class);

  /** S3 answers 409 while another conditional PUT of the same key is under way. */
  private static final int TRIES = 4;

  private static final long PAUSE_MILLIS = 100;

  private final FileSystem fileSystem;
  private final Path path;
  private final byte[] content;

  ConditionalPut(FileSystem fileSystem, Path path, byte[] content) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.content = content;
  }

  /**
   * Creates the object.
   *
   * @throws FileAlreadyExistsException when another writer has created it
   */
  void commit() throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        put();
        return;
      } catch (IOException e) {
        if (isOurs(e)) {
          LOG.info("{} was created by this writer, although S3 answered: {}", path, e.toString());
          return;
        }
        if (tries == TRIES) {
          throw e;
        }
        pause(tries, e);
      }
    }
  }

  private void put() throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
    builder.recursive();
    builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    try (FSDataOutputStream out = builder.build()) {
      out.write(content);
    }
  }

  /** Whether the object is there with our content; false: it is not there. */
  private boolean isOurs(IOException failure) throws IOException {
    Optional<byte[]> existing;
    try {
      existing = read();
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    if (existing.isEmpty()) {
      return false;
    }
    if (Arrays.equals(existing.get(), content)) {
      return true;
    }
    FileAlreadyExistsException lost = new FileAlreadyExistsException(path.toString());
    lost.initCause(failure);
    throw lost;
  }

  private Optional<byte[]> read() throws IOException {
    try (InputStream in = fileSystem.open(path)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static void pause(int tries, IOException failure) throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS << tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
