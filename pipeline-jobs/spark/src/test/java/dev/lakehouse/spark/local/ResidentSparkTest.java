package dev.lakehouse.spark.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.LocalChannel;
import dev.lakehouse.plan.LocalChannel.Kind;
import dev.lakehouse.plan.LocalChannel.Message;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands one after the other in one JVM: none sees anything of those before it. */
class ResidentSparkTest {
  private static final List<Step.ColumnType> COLUMNS =
      List.of(new Step.ColumnType("id", "bigint"), new Step.ColumnType("at", "int"));

  @TempDir private Path folder;

  private final StringBuilder text = new StringBuilder();

  private Process start() throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Djdk.reflect"))
        .forEach(words::add);
    words.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalMain.class.getName()));
    words.addAll(List.of("serve", "--folder", folder.toString(), "--key", "k", "--idle", "PT10M"));
    return new ProcessBuilder(words).inheritIO().start();
  }

  private LocalChannel connected(Process process) throws Exception {
    while (process.isAlive()) {
      try {
        return LocalChannel.connect(folder);
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("the JVM has ended with " + process.exitValue());
  }

  /** Returns the exit code. */
  private int call(Process process, String... arguments) throws Exception {
    LocalChannel channel = connected(process);
    text.setLength(0);
    try (channel) {
      channel.call("k", List.of(arguments));
      while (true) {
        Optional<Message> message = channel.receive();
        String content = new String(message.orElseThrow().content(), StandardCharsets.UTF_8);
        if (message.get().kind() == Kind.EXIT) {
          return Integer.parseInt(content);
        }
        text.append(content);
      }
    }
  }

  private String job(String name, String csv, List<LocalJob.TestCase> tests) throws IOException {
    Path rows = Files.writeString(folder.resolve(name + ".csv"), csv);
    String plan =
        PlanCodec.toJson(
            TestLake.create()
                .plan(
                    Steps.silver(
                        "orders",
                        "bronze.orders",
                        List.of("id"),
                        "at",
                        Steps.row("few", Action.FAIL, "id < 100"))));
    LocalJob.Source source =
        new LocalJob.Source("bronze.orders", rows.toString(), "csv", Map.of(), COLUMNS);
    LocalJob job = new LocalJob(List.of(plan), List.of(source), tests);
    return Files.writeString(folder.resolve(name + ".json"), job.toJson()).toString();
  }

  private static LocalJob.TestCase test(String name, int given, int expected) {
    return new LocalJob.TestCase(
        name,
        "tests/" + name,
        Map.of("bronze.orders", new LocalJob.Rows(List.of(Map.of("id", given, "at", 9)), null)),
        Map.of("silver.orders", new LocalJob.Rows(List.of(Map.of("id", expected)), null)));
  }

  @Test
  void nothingOfACommandIsLeftForTheNext() throws Exception {
    Path lake = folder.resolve("lake");
    Process process = start();
    try {
      String one = job("one", "id,at\n1,9\n", null);
      assertThat(call(process, "run", "--job", one, "--lake", lake.toString())).isZero();
      assertThat(text).contains("all tables are in " + lake);
      assertThat(call(process, "show", "silver.orders", "--lake", lake.toString())).isZero();
      assertThat(text).contains("|  1|  9|");

      delete(lake);
      assertThat(call(process, "show", "silver.orders", "--lake", lake.toString()))
          .as("a table that is no more")
          .isEqualTo(1);
      assertThat(text).contains("there is no table silver.orders");
      String two = job("two", "id,at\n2,9\n3,9\n", null);
      assertThat(call(process, "run", "--job", two, "--lake", lake.toString())).isZero();
      assertThat(call(process, "show", "silver.orders", "--lake", lake.toString())).isZero();
      assertThat(text)
          .as("another at the same place")
          .contains("|  2|  9|", "|  3|  9|")
          .doesNotContain("|  1|  9|");

      List<LocalJob.TestCase> tests = List.of(test("good", 7, 7), test("bad", 8, 9));
      String tested = job("tested", "", tests);
      assertThat(call(process, "test", "--job", tested)).isEqualTo(3);
      String first = text.toString().replaceAll("\\d+ ms", "");
      assertThat(first).contains("ok    good", "FAIL  bad", "2 tests, 1 failed");
      assertThat(call(process, "test", "--job", tested)).isEqualTo(3);
      assertThat(text.toString().replaceAll("\\d+ ms", "")).isEqualTo(first);
      assertThat(call(process, "show", "silver.orders", "--lake", lake.toString())).isZero();
      assertThat(text)
          .as("tests have lakes of their own")
          .contains("|  2|  9|")
          .doesNotContain("|  7|  9|");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
