package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The standard output and error of a JVM that works for one caller after the other. They are set
 * once, before anything has got hold of the JVM's own, as Scala's console does for good.
 */
final class CallerStream extends OutputStream {
  private static volatile LocalChannel caller;

  private final Kind kind;

  private CallerStream(Kind kind) {
    this.kind = kind;
  }

  /** From now on all that is printed goes to the caller there is. */
  static void install() {
    System.setOut(new PrintStream(new CallerStream(Kind.OUT), true));
    System.setErr(new PrintStream(new CallerStream(Kind.ERR), true));
  }

  /** Makes this one the caller; null: what is printed is lost. */
  static void connect(LocalChannel next) {
    caller = next;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    LocalChannel to = caller;
    if (to != null && length > 0) {
      to.send(kind, bytes, from, length);
    }
  }
}
