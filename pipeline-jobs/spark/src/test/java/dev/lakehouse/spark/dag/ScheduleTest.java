package dev.lakehouse.spark.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Schedule of(Object... stepsAndNeeds) {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (Object each : stepsAndNeeds) {
      String[] parts = each.toString().split("<");
      edges.put(parts[0], parts.length == 1 ? List.of() : List.of(parts[1].split(",")));
    }
    return new Schedule(edges);
  }

  @Test
  void stepsWithoutAPathBetweenThemBeginTogether() {
    Schedule schedule = of("a", "b", "c<a,b", "d<a");
    assertThat(schedule.start()).containsExactly("a", "b");
    assertThat(schedule.start()).isEmpty();
    schedule.succeeded("a");
    assertThat(schedule.start()).containsExactly("d");
    schedule.succeeded("b");
    assertThat(schedule.start()).containsExactly("c");
    assertThat(schedule.isIdle()).isFalse();
    schedule.succeeded("d");
    schedule.succeeded("c");
    assertThat(schedule.isIdle()).isTrue();
    assertThat(schedule.stuck()).isEmpty();
  }

  @Test
  void aFailureTakesItsDependantsAndNoOthers() {
    Schedule schedule = of("a", "b", "c<a", "d<c", "e<b");
    schedule.start();
    assertThat(schedule.failed("a")).containsExactly("c", "d");
    schedule.succeeded("b");
    assertThat(schedule.start()).containsExactly("e");
  }

  @Test
  void aCycleIsStuckInsteadOfWaitedFor() {
    Schedule schedule = of("a<b", "b<a");
    assertThat(schedule.start()).isEmpty();
    assertThat(schedule.isIdle()).isTrue();
    assertThat(schedule.stuck()).containsExactly("a", "b");
  }

  @Test
  void anUnknownPredecessorIsRefused() {
    assertThatThrownBy(() -> of("a<nobody")).hasMessageContaining("nobody");
  }
}
