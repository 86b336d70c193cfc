package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long runs take over very many small files; the README names the command. */
class FilesBenchmark {
  private static final int FILES = Integer.getInteger("benchmark.files", 100_000);
  private static final int NEW_FILES = 10;
  private static final int FILES_A_FOLDER = 1000;

  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");

  private void put(int number) throws IOException {
    Path folder = drop.resolve("part-" + number / FILES_A_FOLDER);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(number + ".csv"), number + ",1.5\n" + number + ",2.5\n");
  }

  private double seconds(long sequence, Step step) {
    long begin = System.nanoTime();
    lake.run(sequence, step).ok();
    return (System.nanoTime() - begin) / 1e9;
  }

  @Test
  void aFewNewFilesAmongVeryMany() throws IOException {
    Step step = files("many", drop.toString(), "csv", Map.of(), "id bigint", "v double");
    for (int i = 0; i < FILES; i++) {
      put(i);
    }
    double first = seconds(1, step);
    for (int i = FILES; i < FILES + NEW_FILES; i++) {
      put(i);
    }
    double second = seconds(2, step);
    double third = seconds(3, step);
    System.out.printf(
        "%,d files: first run %.1f s; %d new ones: %.1f s (1/%.0f); nothing new: %.1f s%n",
        FILES, first, NEW_FILES, second, first / second, third);
    assertThat(lake.rows("bronze.many").count()).isEqualTo(2L * (FILES + NEW_FILES));
  }
}
