package dev.lakehouse.emulators;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A running AWS emulator (moto) on a free port of the loopback interface: S3, Kinesis and others
 * over real HTTP. Any credentials are taken. What it holds is gone when it stops.
 */
public final class MotoServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final EmulatorProcess process;

  private MotoServer(EmulatorProcess process) {
    this.process = process;
  }

  /** Starts an emulator and waits until it answers; installs it first where that is needed. */
  public static MotoServer start() {
    Path python = MotoInstallation.python();
    String launcher = launcher();
    return new MotoServer(
        EmulatorProcess.start(
            "AWS emulator",
            port ->
                List.of(
                    python.toString(),
                    "-c",
                    launcher,
                    "-H",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port)),
            MotoServer::answers));
  }

  /** Where all its services answer, for example {@code http://127.0.0.1:41234}. */
  public String url() {
    return process.url();
  }

  /** Forgets everything it holds. */
  public void reset() {
    try {
      HttpURLConnection connection = open(url() + "/moto-api/reset");
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
    process.close();
  }

  private static String launcher() {
    try (InputStream script = MotoServer.class.getResourceAsStream("moto_server.py")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(int port) {
    try {
      return open("http://127.0.0.1:" + port + "/moto-api/data.json").getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpURLConnection open(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    return connection;
  }
}
