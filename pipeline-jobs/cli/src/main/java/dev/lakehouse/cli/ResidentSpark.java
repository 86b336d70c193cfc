package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import dev.lakehouse.plan.LocalChannel.Message;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A Spark that stays between commands: most of a short one is a JVM that loads and compiles Spark.
 * One for each user. A command that can't have it (it is at work for another one, the folder can't
 * be made, it did not start) says so by an empty result, and is to be run in a JVM of its own.
 */
final class ResidentSpark {
  private static final Duration IDLE = Duration.ofMinutes(15);
  private static final Duration START = Duration.ofSeconds(30);

  /** Ctrl-C in the terminal is for the command; closing the terminal ends neither. */
  private static final List<String> DETACHED =
      List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

  private final Path folder;
  private final String key;
  private final List<String> java;
  private final PrintStream out;
  private final PrintStream err;

  ResidentSpark(Path folder, String key, List<String> java, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.key = key;
    this.java = java;
    this.out = out;
    this.err = err;
  }

  /** That of this user, started from this argument file. */
  static ResidentSpark of(Path argumentFile) {
    return new ResidentSpark(
        ResidentFolder.path(System.getenv()),
        ResidentKey.of(argumentFile, System.getenv()),
        SparkProcess.java(argumentFile),
        System.out,
        System.err);
  }

  /** Runs a command; returns its exit code. Empty: run it elsewhere, nothing of it was done. */
  OptionalInt run(List<String> arguments) {
    if (!ResidentFolder.make(folder)) {
      return OptionalInt.empty();
    }
    for (int tries = 0; tries < 2; tries++) {
      try (LocalChannel channel = connected()) {
        channel.call(key, arguments);
        Kind answer = channel.receive().map(Message::kind).orElse(Kind.OTHER);
        if (answer == Kind.ACCEPTED) {
          return OptionalInt.of(follow(channel));
        }
        if (answer == Kind.BUSY) {
          return OptionalInt.empty();
        }
      } catch (IOException e) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /** Ends it; returns what to tell. */
  static String stop(Path folder) {
    try (LocalChannel channel = LocalChannel.connect(folder)) {
      channel.send(Kind.STOP, "");
      Optional<Message> answer = channel.receive();
      return answer.isPresent() && answer.get().kind() == Kind.BUSY
          ? "Spark is at work for another command; it ends by itself when nobody has called for "
              + IDLE.toMinutes()
              + " minutes"
          : "Spark has ended";
    } catch (IOException e) {
      return "there is no Spark to stop";
    }
  }

  /** Prints what comes, until the end. */
  private int follow(LocalChannel channel) {
    try {
      Optional<Message> next = channel.receive();
      while (next.isPresent()) {
        Message message = next.get();
        if (message.kind() == Kind.EXIT) {
          return Integer.parseInt(message.texts().get(0));
        }
        PrintStream to = message.kind() == Kind.OUT ? out : err;
        to.write(message.content(), 0, message.content().length);
        to.flush();
        next = channel.receive();
      }
    } catch (IOException e) {
      // It has died, which is told below.
    }
    err.println(
        "Spark has ended amid the command; run it again, with --no-daemon to see what it says");
    return 1;
  }

  private LocalChannel connected() throws IOException {
    try {
      return LocalChannel.connect(folder);
    } catch (IOException e) {
      return started();
    }
  }

  private LocalChannel started() throws IOException {
    List<String> words = new ArrayList<>(DETACHED);
    words.addAll(java);
    words.addAll(List.of("serve", "--folder", folder.toString(), "--key", key));
    words.addAll(List.of("--idle", IDLE.toString()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("spark.log").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        return LocalChannel.connect(folder);
      } catch (IOException e) {
        try {
          if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
            throw e;
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }
}
