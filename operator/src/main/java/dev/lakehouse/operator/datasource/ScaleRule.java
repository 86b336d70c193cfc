package dev.lakehouse.operator.datasource;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How many pods read a stream; pure.
 *
 * <p>More, when the slowest shard is further behind than allowed: a quarter more at a time, twice
 * as many when it is ten times as far; again only when all of them are at work and a while has
 * passed, since shards that move cost time themselves. Fewer by one, when there was no delay for
 * ten minutes and the rest can carry the load, as far as is known what one of them makes. Between
 * the two nothing changes, so that a load that stays ends in a number that stays. Never more than
 * open shards; a limit counts at once.
 *
 * <p>A stream that may sleep has no pod when nothing came for long enough. Nobody outside sees what
 * comes then, so every so often one pod is started: it reads on from where the table is, and when
 * nothing comes, it is stopped again.
 */
final class ScaleRule {
  static final String STARTED = "Started";
  static final String BOUNDS = "Bounds";
  static final String BEHIND = "Behind";
  static final String CALM = "Calm";
  static final String IDLE = "Idle";
  static final String LOOKING = "Looking";

  static final Duration COOL_DOWN = Duration.ofMinutes(3);
  static final Duration CALM_FOR = Duration.ofMinutes(10);

  /** What was said longer ago says nothing about now; consumers report every minute at least. */
  private static final Duration HEARD = Duration.ofMinutes(5);

  /** Of what one pod can make, what it is given when there are fewer. */
  private static final double LOAD = 0.7;

  private static final int FAR_BEHIND = 10;
  private static final int QUARTER = 4;
  private static final long AT_THE_END_MILLIS = 1_000;

  private final ScaleBounds bounds;
  private final StreamFacts facts;
  private final Instant now;

  private ScaleRule(ScaleBounds bounds, StreamFacts facts, Instant now) {
    this.bounds = bounds;
    this.facts = facts;
    this.now = now;
  }

  /**
   * The number from now on, and why.
   *
   * @param memory what was decided before; empty: nothing yet
   */
  static ScaleMemory decide(
      ScaleBounds bounds, Optional<ScaleMemory> memory, StreamFacts facts, Instant now) {
    return new ScaleRule(bounds, facts, now).decide(memory);
  }

  /** When to decide again though nothing may be reported until then; empty: no such time. */
  static Optional<Instant> next(ScaleBounds bounds, ScaleMemory memory) {
    if (memory.nextLook().isPresent()) {
      return memory.nextLook();
    }
    return bounds
        .idle()
        .filter(idle -> memory.reason().equals(LOOKING))
        .map(idle -> memory.lastChange().plus(idle.look()));
  }

  private ScaleMemory decide(Optional<ScaleMemory> known) {
    int upper = bounds.upper(facts.shards());
    int lower = Math.min(bounds.min(), upper);
    if (known.isEmpty()) {
      return new ScaleMemory(
          lower,
          STARTED,
          "As many as min says.",
          now,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    ScaleMemory memory = known.get();
    if (memory.replicas() == 0) {
      return asleep(memory, lower);
    }
    if (memory.reason().equals(LOOKING)) {
      return looking(memory);
    }
    if (mayDoze(memory)) {
      return doze(memory, lastNews(memory));
    }
    if (memory.replicas() > upper || memory.replicas() < lower) {
      int within = Math.max(lower, Math.min(memory.replicas(), upper));
      return memory.changed(within, BOUNDS, bounds(lower, upper), now);
    }
    return byLag(memory, lower, upper);
  }

  // ---- sleep

  private ScaleMemory asleep(ScaleMemory memory, int lower) {
    if (bounds.idle().isEmpty()) {
      return memory.changed(lower, STARTED, "Streams that sleep are no longer asked for.", now);
    }
    Instant look = memory.nextLook().orElse(now);
    return look.isAfter(now)
        ? memory
        : memory.changed(1, LOOKING, "One pod looks whether something came.", now);
  }

  private ScaleMemory looking(ScaleMemory memory) {
    boolean found =
        bounds.idle().isEmpty()
            || facts.lastCommit().filter(memory.lastChange()::isBefore).isPresent();
    if (found) {
      return memory.because(STARTED, "Something came.").notCalm();
    }
    boolean looked =
        facts.lastSuccess().filter(memory.lastChange()::isBefore).isPresent()
            && !now.isBefore(memory.lastChange().plus(bounds.idle().get().look()));
    return looked && isAtTheEnd() ? doze(memory, lastNews(memory)) : memory;
  }

  private boolean mayDoze(ScaleMemory memory) {
    boolean heard = facts.lastSuccess().filter(now.minus(HEARD)::isBefore).isPresent();
    return bounds
        .idle()
        .filter(idle -> heard && isAtTheEnd())
        .filter(idle -> !now.isBefore(lastNews(memory).plus(idle.after())))
        .isPresent();
  }

  private ScaleMemory doze(ScaleMemory memory, Instant since) {
    Instant look = now.plus(bounds.idle().orElseThrow().lookEvery());
    return memory.asleep(
        IDLE, "Nothing came since %s.".formatted(since.truncatedTo(ChronoUnit.SECONDS)), now, look);
  }

  private boolean isAtTheEnd() {
    return !facts.troubled()
        && facts.millisBehind() != null
        && facts.millisBehind() <= AT_THE_END_MILLIS;
  }

  private Instant lastNews(ScaleMemory memory) {
    return facts.lastCommit().orElse(memory.lastChange());
  }

  // ---- lag

  private ScaleMemory byLag(ScaleMemory memory, int lower, int upper) {
    boolean settled = facts.replicas() != null && facts.replicas() == memory.replicas();
    if (facts.troubled() || facts.millisBehind() == null) {
      return memory.notCalm();
    }
    long allowed = bounds.maxLag().toMillis();
    if (facts.millisBehind() > allowed) {
      return behind(memory.notCalm(), upper, settled);
    }
    return facts.millisBehind() <= allowed / 2
        ? calm(memory.calm(memory.calmSince().orElse(now)), lower, settled)
        : memory.notCalm();
  }

  private ScaleMemory behind(ScaleMemory memory, int upper, boolean settled) {
    boolean early = now.isBefore(memory.lastChange().plus(COOL_DOWN));
    if (early || !settled || memory.replicas() >= upper) {
      return memory;
    }
    int replicas = memory.replicas();
    boolean far = facts.millisBehind() / FAR_BEHIND > bounds.maxLag().toMillis();
    int step = far ? replicas : Math.max(1, replicas / QUARTER);
    int to = Math.min(upper, replicas + step);
    String words = "The slowest shard was %d s behind.".formatted(facts.millisBehind() / 1000);
    ScaleMemory more = memory.changed(to, BEHIND, words, now);
    return facts.rowsPerMinute() == null || facts.rowsPerMinute() == 0
        ? more
        : more.oneMakes(facts.rowsPerMinute() / replicas);
  }

  private ScaleMemory calm(ScaleMemory memory, int lower, boolean settled) {
    boolean early =
        now.isBefore(memory.lastChange().plus(CALM_FOR))
            || now.isBefore(memory.calmSince().orElse(now).plus(CALM_FOR));
    if (early || !settled || memory.replicas() <= lower || !restCarries(memory)) {
      return memory;
    }
    return memory.changed(
        memory.replicas() - 1,
        CALM,
        "No delay for %d minutes.".formatted(CALM_FOR.toMinutes()),
        now);
  }

  /** Whether one pod fewer would be enough, as far as is known what one makes. */
  private boolean restCarries(ScaleMemory memory) {
    return facts.rowsPerMinute() == null
        || memory
            .rowsOfOne()
            .filter(one -> facts.rowsPerMinute() > LOAD * one * (memory.replicas() - 1))
            .isEmpty();
  }

  private static String bounds(int lower, int upper) {
    return "Between %d and %d by min, max and the open shards.".formatted(lower, upper);
  }
}
