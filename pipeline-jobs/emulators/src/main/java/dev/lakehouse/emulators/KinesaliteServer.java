package dev.lakehouse.emulators;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/**
 * A running Kinesis emulator (kinesalite) on a free port of the loopback interface: unlike the
 * other one it splits and merges shards as Kinesis does, closed parents included. Any credentials
 * are taken. What it holds is gone when it stops.
 */
public final class KinesaliteServer implements AutoCloseable {
  private static final int SHARD_LIMIT = 1_000;

  private final EmulatorProcess process;

  private KinesaliteServer(EmulatorProcess process) {
    this.process = process;
  }

  /** Starts an emulator and waits until it answers; installs it first where that is needed. */
  public static KinesaliteServer start() {
    Path script = KinesaliteInstallation.script();
    return new KinesaliteServer(
        EmulatorProcess.start(
            "Kinesis emulator", port -> command(script, port), KinesaliteServer::answers));
  }

  /** Where it answers, for example {@code http://127.0.0.1:41234}. */
  public String url() {
    return process.url();
  }

  @Override
  public void close() {
    process.close();
  }

  private static List<String> command(Path script, int port) {
    return List.of(
        "node",
        script.toString(),
        "--port",
        Integer.toString(port),
        "--createStreamMs",
        "0",
        "--updateStreamMs",
        "0",
        "--shardLimit",
        Integer.toString(SHARD_LIMIT));
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
