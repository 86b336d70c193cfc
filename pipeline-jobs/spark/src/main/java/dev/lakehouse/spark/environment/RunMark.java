package dev.lakehouse.spark.environment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file in an environment's folder that is there unless its last run made all of its tables: a
 * table that a step failed to make looks like one that needed nothing.
 */
public final class RunMark {
  private static final String FILE = "_unfinished";
  private static final String BEGUN = "the last run did not end";

  private final Path file;
  private final Configuration hadoop;

  RunMark(String root, Configuration hadoop) {
    this.file = new Path(root, FILE);
    this.hadoop = hadoop;
  }

  /** Of an environment. */
  public RunMark(Environment environment, Configuration hadoop) {
    this(environment.root(), hadoop);
  }

  /** A run begins; until it is said how it ended it has not. */
  public void begin() {
    write(BEGUN);
  }

  /** The run has ended. */
  public void end(List<String> failedSteps) {
    if (failedSteps.isEmpty()) {
      remove();
    } else {
      write("its last run failed at " + String.join(", ", failedSteps));
    }
  }

  /** Why its tables can't be relied on, as the end of a sentence; empty: they can. */
  Optional<String> unfinished() {
    try (FSDataInputStream in = files().open(file)) {
      return Optional.of(new String(in.readAllBytes(), UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try (FSDataOutputStream out = files().create(file, true)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove() {
    try {
      files().delete(file, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem files() throws IOException {
    return file.getFileSystem(hadoop);
  }
}
