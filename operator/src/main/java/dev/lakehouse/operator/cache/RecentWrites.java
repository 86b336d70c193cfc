package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was just written and did not come back by the watch yet, so that the next pass doesn't act
 * as if it hadn't been written. An entry goes when the watch shows the object as new or newer, or
 * gone; or after a while, because an object that was deleted before the watch had seen it would
 * otherwise stay for ever.
 */
final class RecentWrites<T extends HasMetadata> {
  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Entry<T>(T object, Instant written) {}

  private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();
  private final Clock clock;

  RecentWrites(Clock clock) {
    this.clock = clock;
  }

  /** Remembers what the API server answered to a write. */
  void written(T object) {
    entries.merge(
        key(object),
        new Entry<>(object, clock.instant()),
        (known, written) -> version(written.object()) >= version(known.object()) ? written : known);
  }

  /** The watch showed the object. */
  void seen(T object) {
    entries.computeIfPresent(
        key(object), (key, entry) -> version(object) >= version(entry.object()) ? null : entry);
  }

  /** The watch showed that the object is gone. */
  void gone(T object) {
    entries.computeIfPresent(
        key(object),
        (key, entry) ->
            entry.object().getMetadata().getUid().equals(object.getMetadata().getUid())
                ? null
                : entry);
  }

  /** The newer of what the watch knows ({@code seen}, may be null) and what was written. */
  Optional<T> newest(String key, T seen) {
    Entry<T> entry = entries.get(key);
    if (entry == null || expired(entry)) {
      return Optional.ofNullable(seen);
    }
    return seen == null || version(entry.object()) > version(seen)
        ? Optional.of(entry.object())
        : Optional.of(seen);
  }

  /** All of them that still count. */
  List<T> all() {
    entries.values().removeIf(this::expired);
    return entries.values().stream().map(Entry::object).toList();
  }

  static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private boolean expired(Entry<T> entry) {
    return entry.written().plus(KEPT).isBefore(clock.instant());
  }

  private long version(T object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
