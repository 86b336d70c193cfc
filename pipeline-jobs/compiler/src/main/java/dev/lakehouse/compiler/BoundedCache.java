package dev.lakehouse.compiler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keeps the results that were asked for last. Safe for concurrent use. */
final class BoundedCache<K, V> {
  private final Map<K, V> entries;

  BoundedCache(int capacity) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The result for that key; computed outside the lock, so at worst twice. */
  V get(K key, Function<K, V> compute) {
    synchronized (entries) {
      V known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    V computed = compute.apply(key);
    synchronized (entries) {
      entries.put(key, computed);
    }
    return computed;
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
