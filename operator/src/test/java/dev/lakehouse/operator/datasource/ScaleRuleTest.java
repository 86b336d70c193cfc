package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleRuleTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final ScaleBounds ONE_TO_EIGHT =
      new ScaleBounds(1, 8, Duration.ofMinutes(1), Optional.empty());
  private static final ScaleBounds.Idle IDLE =
      new ScaleBounds.Idle(Duration.ofMinutes(30), Duration.ofMinutes(10), Duration.ofMinutes(1));
  private static final ScaleBounds DOZING =
      new ScaleBounds(1, 8, Duration.ofMinutes(1), Optional.of(IDLE));

  @Test
  void itBeginsWithTheLeastAndNeverWithMoreThanThereAreShards() {
    ScaleBounds bounds = new ScaleBounds(4, 8, Duration.ofMinutes(1), Optional.empty());
    assertThat(ScaleRule.decide(bounds, Optional.empty(), unknown(), START).replicas())
        .isEqualTo(4);
    ScaleMemory four = with(4, START);
    ScaleMemory two = ScaleRule.decide(bounds, Optional.of(four), facts(2, 0, 10, 4), START);
    assertThat(two.replicas()).isEqualTo(2);
    assertThat(two.reason()).isEqualTo(ScaleRule.BOUNDS);
  }

  @Test
  void oneMoreWhenBehindAndTwiceAsManyWhenFarBehind() {
    Instant later = START.plus(ScaleRule.COOL_DOWN);
    assertThat(decide(with(4, START), facts(16, 61, 4_000, 4), later).replicas()).isEqualTo(5);
    ScaleMemory doubled = decide(with(3, START), facts(16, 601 + 10, 3_000, 3), later);
    assertThat(doubled.replicas()).isEqualTo(6);
    assertThat(doubled.rowsOfOne()).contains(1_000L);
    assertThat(doubled.message()).contains("611 s behind");
    assertThat(decide(with(6, START), facts(16, 9_000, 4_000, 6), later).replicas()).isEqualTo(8);
  }

  @Test
  void itWaitsUntilAllAreAtWorkAndHaveHadTime() {
    StreamFacts behind = facts(8, 600, 1_000, 2);
    assertThat(decide(with(2, START), behind, START.plusSeconds(179)).replicas()).isEqualTo(2);
    assertThat(decide(with(2, START), behind, START.plusSeconds(180)).replicas()).isEqualTo(3);
    StreamFacts starting = facts(8, 600, 1_000, 1);
    assertThat(decide(with(2, START), starting, START.plusSeconds(900)).replicas()).isEqualTo(2);
  }

  @Test
  void morePodsAreNoHelpWhenTheSourceCantBeReadOrStalls() {
    StreamFacts troubled =
        new StreamFacts(8, 600_000L, 0L, 2, true, Optional.empty(), Optional.empty());
    assertThat(decide(with(2, START), troubled, START.plusSeconds(900)).replicas()).isEqualTo(2);
  }

  @Test
  void oneFewerOnlyAfterALongCalm() {
    ScaleMemory memory = with(4, START);
    StreamFacts calm = facts(8, 0, 100, 4);
    memory = decide(memory, calm, START.plusSeconds(60));
    assertThat(memory.calmSince()).contains(START.plusSeconds(60));
    memory = decide(memory, calm, START.plusSeconds(600));
    assertThat(memory.replicas()).isEqualTo(4);
    ScaleMemory disturbed = decide(memory, facts(8, 45, 100, 4), START.plusSeconds(630));
    assertThat(disturbed.calmSince()).isEmpty();
    memory = decide(memory, calm, START.plusSeconds(660));
    assertThat(memory.replicas()).isEqualTo(3);
    assertThat(memory.reason()).isEqualTo(ScaleRule.CALM);
    assertThat(memory.calmSince()).isEmpty();
  }

  @Test
  void notFewerThanCarryTheLoad() {
    ScaleMemory memory = with(4, START).oneMakes(1_000).calm(START);
    Instant later = START.plusSeconds(3600);
    assertThat(decide(memory, facts(8, 0, 2_200, 4), later).replicas()).isEqualTo(4);
    assertThat(decide(memory, facts(8, 0, 2_000, 4), later).replicas()).isEqualTo(3);
  }

  @Test
  void aStreamThatMaySleepIsLookedAtAndWokenByWhatComes() {
    ScaleMemory memory = with(3, START);
    Instant night = START.plus(Duration.ofHours(2));
    memory = decideDozing(memory, quiet(START.plusSeconds(1800), night.minusSeconds(20)), night);
    assertThat(memory.replicas()).isZero();
    assertThat(memory.message()).contains("2026-03-01T00:30:00Z");
    Instant look = night.plus(IDLE.lookEvery());
    assertThat(ScaleRule.next(DOZING, memory)).contains(look);
    StreamFacts old = quiet(START.plusSeconds(1800), night);
    assertThat(decideDozing(memory, old, look.minusSeconds(1))).isEqualTo(memory);

    memory = decideDozing(memory, old, look);
    assertThat(memory.replicas()).isOne();
    assertThat(memory.reason()).isEqualTo(ScaleRule.LOOKING);
    // Its pod has not read yet: what is reported is from before.
    assertThat(decideDozing(memory, old, look.plusSeconds(300)).replicas()).isOne();
    StreamFacts nothing = quiet(START.plusSeconds(1800), look.plusSeconds(30));
    assertThat(decideDozing(memory, nothing, look.plusSeconds(59)).replicas()).isOne();
    assertThat(decideDozing(memory, nothing, look.plusSeconds(60)).replicas()).isZero();

    StreamFacts something = quiet(look.plusSeconds(40), look.plusSeconds(50));
    memory = decideDozing(memory, something, look.plusSeconds(61));
    assertThat(memory.replicas()).isOne();
    assertThat(memory.reason()).isEqualTo(ScaleRule.STARTED);
  }

  @Test
  void aStreamDoesNotSleepWhileItsConsumersAreSilentOrBehind() {
    Instant night = START.plus(Duration.ofHours(2));
    StreamFacts silent = quiet(START, night.minusSeconds(600));
    assertThat(decideDozing(with(1, START), silent, night).replicas()).isOne();
    StreamFacts behind =
        new StreamFacts(8, 5_000L, 0L, 1, false, Optional.of(START), Optional.of(night));
    assertThat(decideDozing(with(1, START), behind, night).replicas()).isOne();
  }

  @Test
  void aStreamThatMayNoLongerSleepIsWoken() {
    ScaleMemory asleep = with(1, START).asleep(ScaleRule.IDLE, "", START, START.plusSeconds(600));
    assertThat(decide(asleep, unknown(), START.plusSeconds(1)).replicas()).isOne();
  }

  /** Whatever is reported: bounds hold, and changes don't chase each other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void boundsAndPausesHoldForAnyReports(long seed) {
    Random random = new Random(seed);
    ScaleBounds bounds =
        new ScaleBounds(
            1 + random.nextInt(3),
            3 + random.nextInt(6),
            Duration.ofMinutes(1),
            random.nextBoolean() ? Optional.of(IDLE) : Optional.empty());
    Optional<ScaleMemory> memory = Optional.empty();
    Instant now = START;
    for (int i = 0; i < 3_000; i++) {
      now = now.plusSeconds(1 + random.nextInt(90));
      StreamFacts facts = random(random, now);
      ScaleMemory next = ScaleRule.decide(bounds, memory, facts, now);
      int most = facts.shards() == null ? bounds.max() : Math.min(bounds.max(), facts.shards());
      assertThat(next.replicas()).isBetween(bounds.idle().isEmpty() ? 1 : 0, most);
      if (memory.isPresent() && next.replicas() != memory.get().replicas()) {
        Duration pause = Duration.between(memory.get().lastChange(), now);
        Duration least =
            switch (next.reason()) {
              case ScaleRule.BEHIND -> ScaleRule.COOL_DOWN;
              case ScaleRule.CALM -> ScaleRule.CALM_FOR;
              case ScaleRule.LOOKING -> IDLE.lookEvery();
              default -> Duration.ZERO;
            };
        assertThat(pause).as(next.reason()).isGreaterThanOrEqualTo(least);
      }
      assertThat(ScaleMemory.of(next.toStatus()).toStatus()).isEqualTo(next.toStatus());
      memory = Optional.of(ScaleMemory.of(next.toStatus()));
    }
  }

  /** A stream with a constant load that fewer than max pods can carry: it settles, and stays. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aConstantLoadEndsInAConstantNumber(long seed) {
    Random random = new Random(seed);
    double one = 500 + random.nextInt(5_000);
    int needed = 1 + random.nextInt(5);
    double load = one * (needed - 0.5);
    double backlog = random.nextInt(3) * one * 30;
    ScaleMemory memory = with(1 + random.nextInt(8), START);
    List<Integer> numbers = new ArrayList<>();
    Instant now = START;
    for (int minute = 0; minute < 12 * 60; minute++) {
      now = now.plusSeconds(60);
      double made = Math.min(load + backlog, one * memory.replicas());
      backlog = Math.max(0, backlog + load - made);
      long behind = (long) (backlog / load * 60);
      memory = decide(memory, facts(8, behind, (long) made, memory.replicas()), now);
      numbers.add(memory.replicas());
    }
    assertThat(backlog).isZero();
    assertThat(numbers.subList(6 * 60, numbers.size()))
        .as("needed %d, load %f, one makes %f: %s", needed, load, one, numbers)
        .allMatch(number -> number >= needed)
        .containsOnly(numbers.get(numbers.size() - 1));
  }

  private static ScaleMemory decide(ScaleMemory memory, StreamFacts facts, Instant now) {
    return ScaleRule.decide(ONE_TO_EIGHT, Optional.of(memory), facts, now);
  }

  private static ScaleMemory decideDozing(ScaleMemory memory, StreamFacts facts, Instant now) {
    return ScaleRule.decide(DOZING, Optional.of(memory), facts, now);
  }

  private static ScaleMemory with(int replicas, Instant since) {
    return new ScaleMemory(
        replicas,
        ScaleRule.STARTED,
        "",
        since,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static StreamFacts unknown() {
    return StreamFacts.of(null);
  }

  private static StreamFacts facts(int shards, long secondsBehind, long rows, int replicas) {
    return new StreamFacts(
        shards, secondsBehind * 1000, rows, replicas, false, Optional.empty(), Optional.empty());
  }

  private static StreamFacts quiet(Instant lastCommit, Instant lastSuccess) {
    return new StreamFacts(8, 0L, 0L, 1, false, Optional.of(lastCommit), Optional.of(lastSuccess));
  }

  private static StreamFacts random(Random random, Instant now) {
    return new StreamFacts(
        random.nextInt(10) == 0 ? null : (Integer) (1 + random.nextInt(9)),
        random.nextInt(10) == 0 ? null : (Long) (long) (random.nextInt(4) * 40_000),
        random.nextInt(10) == 0 ? null : (Long) (long) random.nextInt(10_000),
        random.nextInt(10) == 0 ? null : (Integer) random.nextInt(9),
        random.nextInt(10) == 0,
        random.nextInt(5) == 0
            ? Optional.empty()
            : Optional.of(now.minusSeconds(random.nextInt(4_000))),
        Optional.of(now.minusSeconds(random.nextInt(400))));
  }
}
