package dev.lakehouse.emulators;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The process of an emulator, on a free port of the loopback interface, until it is closed. */
final class EmulatorProcess implements AutoCloseable {
  private static final int START_TRIES = 3;
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int LOG_SHOWN = 2_000;

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;
  private final Thread stopOnExit = new Thread(this::stop);

  private EmulatorProcess(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(stopOnExit);
  }

  /**
   * Starts {@code command} of a port and waits until {@code answers} is true of it.
   *
   * @param name what it is called in errors, for example "Kinesis emulator"
   */
  static EmulatorProcess start(
      String name, IntFunction<List<String>> command, IntPredicate answers) {
    IllegalStateException last = null;
    // The free port can be taken by somebody else before the emulator binds it.
    for (int i = 0; i < START_TRIES; i++) {
      try {
        return startOnce(name, command, answers);
      } catch (IllegalStateException e) {
        last = e;
      } catch (IOException e) {
        throw new IllegalStateException("The " + name + " can't be started: " + e, e);
      }
    }
    throw last;
  }

  private static EmulatorProcess startOnce(
      String name, IntFunction<List<String>> command, IntPredicate answers) throws IOException {
    int port = freePort();
    Path log = Files.createTempFile("emulator-", ".log");
    Process process =
        new ProcessBuilder(command.apply(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    EmulatorProcess started = new EmulatorProcess(name, process, port, log);
    try {
      started.awaitAnswer(answers);
      return started;
    } catch (IllegalStateException e) {
      started.close();
      throw e;
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  private void awaitAnswer(IntPredicate answers) {
    long begin = System.nanoTime();
    // Alive after the answer, too: another's emulator may have the port.
    while (!(answers.test(port) && process.isAlive())) {
      if (!process.isAlive() || System.nanoTime() - begin > START_TIMEOUT_NANOS) {
        throw new IllegalStateException("The " + name + " did not start: " + lastLog());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the " + name + " started", e);
      }
    }
  }

  private String lastLog() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - LOG_SHOWN));
    } catch (IOException e) {
      return "(no log: " + e + ")";
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
}
