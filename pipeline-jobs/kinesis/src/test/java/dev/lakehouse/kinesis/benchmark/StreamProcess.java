package dev.lakehouse.kinesis.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** A {@link PreparedStream} in a process of its own, so that its CPU time is not its reader's. */
public final class StreamProcess implements AutoCloseable {
  private static final int SHARDS = 16;
  private static final int LIMITED_SHARDS = 4;

  /** What Kinesis gives of a shard. */
  private static final long BYTES_PER_SECOND = 2_000_000;

  private final Process process;
  private final String url;

  private StreamProcess(Path folder, int shards, long limit) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                PreparedStream.class.getName(),
                folder.toString(),
                Integer.toString(shards),
                Long.toString(limit))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    url = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
  }

  /** Of those records, as fast as it can. */
  public static StreamProcess unlimited(Path folder) throws IOException {
    return new StreamProcess(folder, SHARDS, 0);
  }

  /** Of those records, as fast as Kinesis gives them. */
  public static StreamProcess limited(Path folder) throws IOException {
    return new StreamProcess(folder, LIMITED_SHARDS, BYTES_PER_SECOND);
  }

  /** Where it listens. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
