package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import dev.lakehouse.plan.LocalChannel.Message;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Does one command after the other in a JVM that has loaded and compiled Spark, for the user whose
 * folder its socket is in. It serves one caller at a time, and ends by itself when nobody has
 * called for a while, when a caller goes away amid its command, after an error of the JVM, and when
 * it is called with another key.
 */
final class Resident {
  /** How long a caller waits for the end of what was done before. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Path folder;
  private final String key;
  private final Duration idle;
  private final Runnable abandoned;
  private final SynchronousQueue<Turn> turns = new SynchronousQueue<>();

  /** A caller and what it asks for. */
  private record Turn(LocalChannel caller, Message asked) {}

  /** Does a command. */
  interface Commands {
    /** Returns its exit code; what it prints goes to the streams of {@link System}. */
    int execute(List<String> arguments);
  }

  /**
   * Serves callers that have a key.
   *
   * @param folder where socket and lock are; only the user can enter it
   * @param key stands for all that makes a JVM another one: options, class path, variables
   * @param idle how long it waits for a call
   * @param abandoned what to do when a caller goes away amid its command: end the JVM
   */
  Resident(Path folder, String key, Duration idle, Runnable abandoned) {
    this.folder = folder;
    this.key = key;
    this.idle = idle;
    this.abandoned = abandoned;
  }

  /** Serves until there is a reason to end; does nothing when another one serves already. */
  void serve(Commands commands) throws IOException, InterruptedException {
    Path socket = folder.resolve(LocalChannel.SOCKET);
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("spark.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        return;
      }
      Optional<Turn> last;
      Files.deleteIfExists(socket);
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
        start("callers", () -> accept(server));
        last = perform(commands);
      } finally {
        Files.deleteIfExists(socket);
      }
      // Whoever is told this may start another at once.
      lock.release();
      if (last.isPresent()) {
        answer(last.get(), last.get().asked().kind() == Kind.STOP ? Kind.EXIT : Kind.OTHER, "0");
      }
    }
  }

  /** Returns the caller that is to be told of the end. */
  private Optional<Turn> perform(Commands commands) throws InterruptedException {
    while (true) {
      Turn turn = turns.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
      if (turn == null) {
        return Optional.empty();
      }
      List<String> texts = turn.asked().texts();
      if (turn.asked().kind() != Kind.CALL || !texts.get(0).equals(key)) {
        return Optional.of(turn);
      }
      ResidentCall call = new ResidentCall(turn.caller(), commands, abandoned);
      if (!call.perform(texts.subList(1, texts.size()))) {
        return Optional.empty();
      }
    }
  }

  private void accept(ServerSocketChannel server) {
    while (server.isOpen()) {
      try {
        LocalChannel caller = new LocalChannel(server.accept());
        start("caller", () -> receive(caller));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void receive(LocalChannel caller) {
    try {
      Optional<Message> asked = caller.receive();
      if (asked.isEmpty()) {
        caller.close();
        return;
      }
      Turn turn = new Turn(caller, asked.get());
      if (!turns.offer(turn, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        answer(turn, Kind.BUSY, "");
      }
    } catch (IOException e) {
      // It has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(Turn turn, Kind kind, String text) throws IOException {
    try (LocalChannel caller = turn.caller()) {
      caller.send(kind, text);
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
