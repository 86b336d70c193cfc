package dev.lakehouse.kinesis.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose marks are of no more use; pure. */
public final class GoneShards {
  /** The shortest retention: no shard is gone sooner, whatever a listing says. */
  private static final Duration SHORTEST = Duration.ofHours(24);

  private GoneShards() {}

  /** The shards that were read to their ends and that the stream has dropped with their records. */
  public static Set<String> of(TableState table, Shards shards, Instant now) {
    return table.marks().entrySet().stream()
        .filter(entry -> entry.getValue().ended() && !shards.isListed(entry.getKey()))
        .filter(entry -> isOld(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean isOld(Mark mark, Instant now) {
    return mark.readUntil() != null && mark.readUntil().plus(SHORTEST).isBefore(now);
  }
}
