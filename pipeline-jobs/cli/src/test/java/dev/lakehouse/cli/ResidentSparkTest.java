package dev.lakehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tool makes of a Spark that stays, and when it does without. */
class ResidentSparkTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Answers one caller. */
  private interface Answer {
    void give(LocalChannel caller, List<String> asked) throws IOException;
  }

  private ResidentSpark resident() {
    return new ResidentSpark(
        folder, "key", List.of("false"), new PrintStream(out, true), new PrintStream(err, true));
  }

  /** Returns once a Spark listens that answers like this, each of its callers by the next. */
  private void listening(Answer... answers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve(LocalChannel.SOCKET)));
    Thread thread =
        new Thread(
            () -> {
              try (server) {
                for (Answer answer : answers) {
                  try (LocalChannel caller = new LocalChannel(server.accept())) {
                    answer.give(caller, caller.receive().orElseThrow().texts());
                  }
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void printsWhatItIsToldAndReturnsItsExitCode() throws IOException {
    listening(
        (caller, asked) -> {
          caller.send(Kind.ACCEPTED, "");
          caller.send(Kind.OUT, "done " + asked);
          caller.send(Kind.ERR, "but ü");
          caller.send(Kind.EXIT, "3");
        });
    assertThat(resident().run(List.of("show", "silver.orders"))).hasValue(3);
    assertThat(out).hasToString("done [key, show, silver.orders]");
    assertThat(err.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("but ü");
  }

  @Test
  void doesWithoutOneThatIsBusyThatIsAnotherOrThatDoesNotStart() throws IOException {
    assertThat(resident().run(List.of("show"))).as("none can be started").isEmpty();
    assertThat(ResidentSpark.stop(folder)).isEqualTo("there is no Spark to stop");
    listening(
        (caller, asked) -> caller.send(Kind.BUSY, ""),
        (caller, asked) -> caller.send(Kind.BUSY, ""),
        (caller, asked) -> caller.send(Kind.OTHER, ""),
        (caller, asked) -> {
          // Goes away before it has begun.
        });
    assertThat(resident().run(List.of("show"))).isEmpty();
    assertThat(ResidentSpark.stop(folder)).contains("is at work for another command");
    assertThat(resident().run(List.of("show"))).isEmpty();
    assertThat(out.toString() + err).isEmpty();
  }

  @Test
  void aSparkThatDiesAmidTheCommandIsNotAskedAgain() throws IOException {
    listening((caller, asked) -> caller.send(Kind.ACCEPTED, ""));
    assertThat(resident().run(List.of("run"))).hasValue(1);
    assertThat(err.toString()).contains("Spark has ended amid the command");
  }

  @Test
  void theFolderIsItsUsersAlone() throws IOException {
    Map<String, String> set = Map.of("LAKEHOUSE_CACHE", "/c", "XDG_CACHE_HOME", "/x");
    assertThat(ResidentFolder.path(set)).isEqualTo(Path.of("/c/spark"));
    assertThat(ResidentFolder.path(Map.of("XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/lakehouse/spark"));
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(ResidentFolder.make(open)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
        .isEqualTo("rwx------");
    assertThat(ResidentFolder.make(folder.resolve("x".repeat(100))))
        .as("longer than a socket's path may be")
        .isFalse();
    assertThat(ResidentFolder.make(Files.createFile(folder.resolve("file")))).isFalse();
  }

  @Test
  void theKeyIsAnotherForAllThatMakesAnotherJvm() throws IOException {
    Path jar = Files.writeString(folder.resolve("a.jar"), "1");
    Path file = folder.resolve("arguments");
    Files.writeString(file, "-Xmx2g\n\"-XX:ArchiveClassesAtExit=a\"\n-cp \"%s\"\n".formatted(jar));
    Map<String, String> variables = Map.of("AWS_PROFILE", "a", "PWD", "/somewhere");
    String key = ResidentKey.of(file, variables);
    assertThat(ResidentKey.of(file, Map.of("AWS_PROFILE", "a"))).isEqualTo(key);
    assertThat(ResidentKey.of(file, Map.of("AWS_PROFILE", "b"))).isNotEqualTo(key);
    assertThat(ResidentKey.of(file, Map.of("AWS_PROFILE", "a", "LAKEHOUSE_SALT_PII", "s")))
        .isNotEqualTo(key);
    Files.writeString(file, "-Xmx2g\n\"-XX:SharedArchiveFile=a\"\n-cp \"%s\"\n".formatted(jar));
    assertThat(ResidentKey.of(file, variables)).as("the archive is a cache").isEqualTo(key);
    Files.writeString(file, "-Xmx1g\n\"-XX:SharedArchiveFile=a\"\n-cp \"%s\"\n".formatted(jar));
    String smaller = ResidentKey.of(file, variables);
    assertThat(smaller).isNotEqualTo(key);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    assertThat(ResidentKey.of(file, variables)).isNotEqualTo(smaller);
  }

  @Test
  void changesOfWatchedFilesAreSeenOnce() throws IOException {
    Path specs = Files.createDirectories(folder.resolve("specs/tests"));
    Path test = Files.writeString(specs.resolve("a.yaml"), "a");
    WatchedFiles watched = new WatchedFiles(List.of(folder.resolve("specs")));
    assertThat(watched.hasChanged()).isFalse();
    Files.writeString(test, "aa");
    assertThat(watched.hasChanged()).isTrue();
    assertThat(watched.hasChanged()).isFalse();
    Files.writeString(specs.resolve("b.yaml"), "");
    assertThat(watched.hasChanged()).as("a new one").isTrue();
    Files.delete(test);
    assertThat(watched.hasChanged()).as("one less").isTrue();
    assertThat(watched.hasChanged()).isFalse();
  }
}
