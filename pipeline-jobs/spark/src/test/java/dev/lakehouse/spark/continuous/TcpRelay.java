package dev.lakehouse.spark.continuous;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a server of this machine that can be cut, and mended at the same port. */
final class TcpRelay implements Closeable {
  private final int target;
  private final int port;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();

  private TcpRelay(int target, ServerSocket listening) {
    this.target = target;
    this.port = listening.getLocalPort();
    accept(listening);
  }

  static TcpRelay to(int port) throws IOException {
    return new TcpRelay(port, listening(0));
  }

  int port() {
    return port;
  }

  /** Mends it. */
  void open() throws IOException {
    accept(listening(port));
  }

  /** Cuts it: connections end, new ones are refused. */
  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
    open.clear();
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void accept(ServerSocket listening) {
    open.add(listening);
    daemon(
        () -> {
          while (true) {
            Socket from = listening.accept();
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            open.addAll(List.of(from, to));
            daemon(() -> copy(from, to));
            daemon(() -> copy(to, from));
          }
        });
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // It was cut.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
