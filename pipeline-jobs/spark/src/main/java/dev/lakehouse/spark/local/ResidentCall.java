package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import java.io.IOException;
import java.util.List;

/** One command for one caller: what it prints goes to the caller, and nothing of it stays. */
final class ResidentCall {
  private final LocalChannel caller;
  private final Resident.Commands commands;
  private final Runnable abandoned;
  private volatile boolean done;
  private volatile Throwable error;
  private volatile int code = 1;

  ResidentCall(LocalChannel caller, Resident.Commands commands, Runnable abandoned) {
    this.caller = caller;
    this.commands = commands;
    this.abandoned = abandoned;
  }

  /** Returns whether this JVM can be used for another. */
  boolean perform(List<String> arguments) throws InterruptedException {
    try {
      caller.send(Kind.ACCEPTED, "");
    } catch (IOException e) {
      return true;
    }
    watch();
    CallerStream.connect(caller);
    try {
      // A thread of its own, so that whatever is kept by thread goes with it.
      Thread thread = new Thread(() -> execute(arguments), "command");
      thread.start();
      thread.join();
    } finally {
      CallerStream.connect(null);
    }
    done = true;
    try (LocalChannel told = caller) {
      told.send(Kind.EXIT, Integer.toString(code));
    } catch (IOException e) {
      return false;
    }
    return error == null;
  }

  private void execute(List<String> arguments) {
    try {
      code = commands.execute(arguments);
    } catch (Throwable e) {
      // As in a JVM that ends with it.
      e.printStackTrace();
      error = e;
    } finally {
      System.out.flush();
      System.err.flush();
    }
  }

  /** A caller that goes away, by Ctrl-C for one, wants the command to end: so does this JVM. */
  private void watch() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (caller.receive().isPresent()) {}
              } catch (IOException e) {
                // Gone as well.
              }
              if (!done) {
                abandoned.run();
              }
            },
            "caller's end");
    thread.setDaemon(true);
    thread.start();
  }
}
