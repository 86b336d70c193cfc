package dev.lakehouse.emulators;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A running AWS emulator (moto) on a free port of the loopback interface: S3, Kinesis and others
 * over real HTTP. Any credentials are taken. What it holds is gone when it stops.
 */
public final class MotoServer implements AutoCloseable {
  private static final int START_TRIES = 3;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread stopOnExit = new Thread(this::stop);

  private MotoServer(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(stopOnExit);
  }

  /** Starts an emulator and waits until it answers; installs it first where that is needed. */
  public static MotoServer start() {
    Path python = MotoInstallation.python();
    IllegalStateException last = null;
    // The free port can be taken by somebody else before the emulator binds it.
    for (int i = 0; i < START_TRIES; i++) {
      try {
        return start(python, freePort());
      } catch (IllegalStateException e) {
        last = e;
      } catch (IOException e) {
        throw new IllegalStateException("The AWS emulator can't be started: " + e, e);
      }
    }
    throw last;
  }

  /** Where all its services answer, for example {@code http://127.0.0.1:41234}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Forgets everything it holds. */
  public void reset() {
    try {
      HttpURLConnection connection = open("/moto-api/reset");
      connection.setRequestMethod("POST");
      if (connection.getResponseCode() != 200) {
        throw new IllegalStateException("The AWS emulator could not be reset");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The AWS emulator could not be reset: " + e, e);
    }
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(stopOnExit);
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.toFile().deleteOnExit();
    }
  }

  private static MotoServer start(Path python, int port) throws IOException {
    Path log = Files.createTempFile("moto-", ".log");
    Process process =
        new ProcessBuilder(
                python.toString(),
                "-c",
                launcher(),
                "-H",
                "127.0.0.1",
                "-p",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    MotoServer server = new MotoServer(process, port, log);
    try {
      server.awaitAnswer();
      return server;
    } catch (IllegalStateException e) {
      server.close();
      throw e;
    }
  }

  private static String launcher() throws IOException {
    try (InputStream script = MotoServer.class.getResourceAsStream("moto_server.py")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void awaitAnswer() {
    long begin = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_TIMEOUT_NANOS) {
        throw new IllegalStateException("The AWS emulator did not start: " + lastLog());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the AWS emulator started", e);
      }
    }
  }

  private boolean answers() {
    try {
      // Alive after the answer, too: another's emulator may have the port.
      return open("/moto-api/data.json").getResponseCode() == 200 && process.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    return connection;
  }

  private String lastLog() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 2_000));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
