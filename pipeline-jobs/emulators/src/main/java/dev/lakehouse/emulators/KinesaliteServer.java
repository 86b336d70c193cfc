package dev.lakehouse.emulators;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A running Kinesis emulator (kinesalite) on a free port of the loopback interface: unlike the
 * other one it splits and merges shards as Kinesis does, closed parents included. Any credentials
 * are taken. What it holds is gone when it stops.
 */
public final class KinesaliteServer implements AutoCloseable {
  private static final int START_TRIES = 3;
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int SHARD_LIMIT = 1_000;

  private final Process process;
  private final int port;
  private final Thread stopOnExit = new Thread(this::stop);

  private KinesaliteServer(Process process, int port) {
    this.process = process;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(stopOnExit);
  }

  /** Starts an emulator and waits until it answers; installs it first where that is needed. */
  public static KinesaliteServer start() {
    Path script = KinesaliteInstallation.script();
    IllegalStateException last = null;
    // The free port can be taken by somebody else before the emulator binds it.
    for (int i = 0; i < START_TRIES; i++) {
      try {
        return start(script, freePort());
      } catch (IllegalStateException e) {
        last = e;
      } catch (IOException e) {
        throw new IllegalStateException("The Kinesis emulator can't be started: " + e, e);
      }
    }
    throw last;
  }

  private static KinesaliteServer start(Path script, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                "node",
                script.toString(),
                "--port",
                Integer.toString(port),
                "--createStreamMs",
                "0",
                "--updateStreamMs",
                "0",
                "--shardLimit",
                Integer.toString(SHARD_LIMIT))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    KinesaliteServer server = new KinesaliteServer(process, port);
    try {
      server.awaitAnswer();
      return server;
    } catch (IllegalStateException e) {
      server.close();
      throw e;
    }
  }

  /** Where it answers, for example {@code http://127.0.0.1:41234}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  private void awaitAnswer() {
    long begin = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_TIMEOUT_NANOS) {
        throw new IllegalStateException("The Kinesis emulator did not start");
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the Kinesis emulator started", e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected() && process.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(stopOnExit);
  }

  private void stop() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
