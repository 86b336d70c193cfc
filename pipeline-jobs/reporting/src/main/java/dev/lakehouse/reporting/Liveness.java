package dev.lakehouse.reporting;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is alive: whoever's heartbeat has changed within a time, measured by this process alone.
 * Clocks of different machines are never compared.
 */
final class Liveness {
  private record Seen(String heartbeat, long since) {}

  private final Duration limit;
  private final Map<String, Seen> seen = new HashMap<>();

  Liveness(Duration limit) {
    this.limit = limit;
  }

  /**
   * Takes note of these heartbeats.
   *
   * @param heartbeats by name: anything that changes while its owner lives
   * @param now of {@link System#nanoTime()}
   * @return the names of those alive
   */
  Set<String> alive(Map<String, String> heartbeats, long now) {
    seen.keySet().retainAll(heartbeats.keySet());
    heartbeats.forEach(
        (name, heartbeat) ->
            seen.compute(
                name,
                (any, before) ->
                    before == null || !before.heartbeat.equals(heartbeat)
                        ? new Seen(heartbeat, now)
                        : before));
    return silentFor(now, limit, false);
  }

  /** The names of those that were silent for many times the limit. */
  Set<String> longGone(long now) {
    return silentFor(now, limit.multipliedBy(10), true);
  }

  private Set<String> silentFor(long now, Duration time, boolean silent) {
    Set<String> names = new TreeSet<>();
    seen.forEach(
        (name, last) -> {
          if (now - last.since > time.toNanos() == silent) {
            names.add(name);
          }
        });
    return names;
  }
}
