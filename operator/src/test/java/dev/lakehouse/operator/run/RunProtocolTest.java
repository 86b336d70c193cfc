package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of one pipeline: passes on caches that lag, crashes between a write and the
 * status that would remember it, people who create and delete runs, applications that vanish.
 */
class RunProtocolTest {
  private static final int HISTORIES = 200;
  private static final int STEPS = 150;

  static java.util.stream.IntStream seeds() {
    return java.util.stream.IntStream.range(0, HISTORIES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsDoneTwice(int seed) {
    RunWorld world = new RunWorld(seed);
    for (int step = 0; step < STEPS; step++) {
      world.step();
      check(world);
    }
    world.calm();
    check(world);
    assertThat(world.runs().stream().filter(RunMarks::active))
        .as("in the end all is done")
        .isEmpty();
    assertThat(world.memory().lastSuccess()).as("and something was done").isNotNull();
    assertThat(world.memory().lastSuccess().inputs())
        .as("with the newest data")
        .isEqualTo(world.inputs());
  }

  private static void check(RunWorld world) {
    List<LakehouseRun> active = world.runs().stream().filter(RunMarks::active).toList();
    assertThat(active).as("one run at a time").hasSizeLessThanOrEqualTo(1);
    Set<Long> numbers = new HashSet<>();
    for (LakehouseRun run : world.runs()) {
      RunMarks.admission(run)
          .ifPresent(
              admission ->
                  assertThat(numbers.add(admission.sequence()))
                      .as("number %s is given once", admission.sequence())
                      .isTrue());
      if (RunMarks.phase(run) == RunPhase.SUCCEEDED) {
        assertThat(run.getStatus().completionTime()).isNotNull();
      }
    }
    assertThat(world.made().values())
        .as("one application per attempt: %s", world.made())
        .allMatch(times -> times == 1);
  }
}
