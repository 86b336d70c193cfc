package dev.lakehouse.operator.benchmark;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The requests that the benchmark made itself: users, Spark operator and jobs. */
final class OwnCalls {
  private final Map<ApiCall, LongAdder> counts = new ConcurrentHashMap<>();

  void count(String verb, String resource) {
    counts.computeIfAbsent(new ApiCall(verb, resource), call -> new LongAdder()).increment();
  }

  ApiCounts counts() {
    TreeMap<ApiCall, Long> now = new TreeMap<>();
    counts.forEach((call, count) -> now.put(call, count.sum()));
    return new ApiCounts(now);
  }
}
