package dev.lakehouse.plan;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the command line tool speaks with a Spark that stays between its calls: messages over a Unix
 * domain socket in a folder that only its user can enter. A message is its kind (a byte), the
 * length of its content (four bytes) and the content.
 */
public final class LocalChannel implements Closeable {
  /** Name of the socket in its folder. */
  public static final String SOCKET = "spark.sock";

  private static final int LONGEST = 1 << 26;
  private static final int HEADER = Byte.BYTES + Integer.BYTES;

  private final SocketChannel channel;

  /** What a message is. */
  public enum Kind {
    /** To Spark: do this. Its key and the arguments, with a zero byte between them. */
    CALL,
    /** To Spark: end yourself. */
    STOP,
    /** It has begun. */
    ACCEPTED,
    /** Bytes for the standard output. */
    OUT,
    /** Bytes for the standard error. */
    ERR,
    /** It is done; the exit code as text. */
    EXIT,
    /** It is at work for somebody else. */
    BUSY,
    /** It was started with other options, libraries or variables, and has ended itself. */
    OTHER
  }

  /** A message. */
  public record Message(Kind kind, byte[] content) {
    /** The content as texts. */
    public List<String> texts() {
      return List.of(new String(content, StandardCharsets.UTF_8).split("\0", -1));
    }
  }

  /** Speaks over an open socket. */
  public LocalChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects with what listens in that folder; fails when nothing does. */
  public static LocalChannel connect(Path folder) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve(SOCKET)));
      return new LocalChannel(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Asks to have a command done by a Spark of that key. */
  public void call(String key, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(key));
    all.addAll(arguments);
    send(Kind.CALL, String.join("\0", all));
  }

  /** Sends text. */
  public void send(Kind kind, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    send(kind, bytes, 0, bytes.length);
  }

  /** Sends bytes; may be called by several threads. */
  public synchronized void send(Kind kind, byte[] bytes, int from, int length) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(HEADER + length);
    message.put((byte) kind.ordinal()).putInt(length).put(bytes, from, length).flip();
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  /** Waits for the next message; empty: the other side has gone. */
  public Optional<Message> receive() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(header)) {
      return Optional.empty();
    }
    int ordinal = header.get();
    int length = header.getInt();
    if (ordinal < 0 || ordinal >= Kind.values().length || length < 0 || length > LONGEST) {
      throw new IOException("what came over the socket of Spark is no message");
    }
    Kind kind = Kind.values()[ordinal];
    ByteBuffer content = ByteBuffer.allocate(length);
    return fill(content) ? Optional.of(new Message(kind, content.array())) : Optional.empty();
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
