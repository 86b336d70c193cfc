package dev.lakehouse.spark.local;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a JVM that stays deals with its callers; without Spark. */
class ResidentTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final CountDownLatch abandoned = new CountDownLatch(1);
  private final CountDownLatch hold = new CountDownLatch(1);

  @BeforeEach
  void install() {
    CallerStream.install();
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  private Thread serve(Duration idle) {
    Resident resident = new Resident(folder, "key", idle, abandoned::countDown);
    Thread thread =
        new Thread(
            () -> {
              try {
                resident.serve(this::execute);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  private int execute(List<String> arguments) {
    switch (arguments.get(0)) {
      case "wait" -> {
        try {
          hold.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      case "die" -> throw new OutOfMemoryError("made for the test");
      default -> {
        System.out.println("did " + arguments);
        System.err.print("complained");
      }
    }
    return arguments.size();
  }

  private LocalChannel connected() throws Exception {
    long end = System.nanoTime() + LONG.toNanos();
    while (true) {
      try {
        return LocalChannel.connect(folder);
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  /** What the caller is told, kind and content. */
  private static List<String> rest(LocalChannel channel) throws IOException {
    List<String> told = new ArrayList<>();
    Optional<Message> next = channel.receive();
    while (next.isPresent()) {
      told.add(next.get().kind() + " " + String.join("|", next.get().texts()).trim());
      next = channel.receive();
    }
    return told;
  }

  private List<String> call(String key, String... arguments) throws Exception {
    try (LocalChannel channel = connected()) {
      channel.call(key, List.of(arguments));
      return rest(channel);
    }
  }

  @Test
  void eachCallerGetsItsOwnOutputAndExitCode() throws Exception {
    Thread server = serve(LONG);
    assertThat(call("key", "a", ""))
        .startsWith("ACCEPTED ")
        .contains("OUT did [a, ]", "ERR complained")
        .endsWith("EXIT 2");
    assertThat(call("key", "b")).contains("OUT did [b]").endsWith("EXIT 1");
    assertThat(folder.resolve(LocalChannel.SOCKET)).exists();
    try (LocalChannel channel = connected()) {
      channel.send(Kind.STOP, "");
      assertThat(rest(channel)).containsExactly("EXIT 0");
    }
    server.join();
    assertThat(folder.resolve(LocalChannel.SOCKET)).doesNotExist();
  }

  @Test
  void anotherKeyEndsItBeforeThatIsTold() throws Exception {
    Thread server = serve(LONG);
    try (LocalChannel channel = connected()) {
      channel.call("other", List.of("a"));
      assertThat(channel.receive().orElseThrow().kind()).isEqualTo(Kind.OTHER);
      Thread next = serve(LONG);
      assertThat(call("key", "a")).as("the place is free").endsWith("EXIT 1");
      assertThat(call("other")).containsExactly("OTHER 0");
      next.join();
    }
    server.join();
  }

  @Test
  void whoComesAmidACommandIsSentAway() throws Exception {
    Thread server = serve(LONG);
    try (LocalChannel first = connected()) {
      first.call("key", List.of("wait"));
      assertThat(first.receive().orElseThrow().kind()).isEqualTo(Kind.ACCEPTED);
      assertThat(call("key", "a")).containsExactly("BUSY ");
      assertThat(call("other", "a")).as("its command goes on").containsExactly("BUSY ");
      hold.countDown();
      assertThat(rest(first)).containsExactly("EXIT 1");
    }
    assertThat(call("other")).containsExactly("OTHER 0");
    server.join();
    assertThat(abandoned.getCount()).isEqualTo(1);
  }

  @Test
  void aCallerThatGoesAwayEndsItsCommand() throws Exception {
    Thread server = serve(LONG);
    try (LocalChannel channel = connected()) {
      channel.call("key", List.of("wait"));
      assertThat(channel.receive().orElseThrow().kind()).isEqualTo(Kind.ACCEPTED);
    }
    assertThat(abandoned.await(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    hold.countDown();
    server.join();
  }

  @Test
  void anErrorOfTheJvmEndsItAndSoDoesNoCall() throws Exception {
    Thread server = serve(LONG);
    assertThat(call("key", "die"))
        .anyMatch(text -> text.contains("OutOfMemoryError: made for the test"))
        .endsWith("EXIT 1");
    server.join();
    serve(Duration.ofMillis(50)).join();
    assertThat(folder.resolve(LocalChannel.SOCKET)).doesNotExist();
  }
}
