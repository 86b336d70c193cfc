package dev.lakehouse.compiler;

import dev.lakehouse.api.MedallionPipelineSpec.History;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.plan.Expectation;
import java.util.List;
import java.util.Map;

/**
 * What an absent field means, as the schema says it. The API server fills these in; an object that
 * was not through it compiles to the same plan.
 */
final class Defaults {
  private static final String LAKEHOUSE = "default";
  static final String LOOKBACK = "2d";
  static final String FULL_LISTING = "1d";
  static final String COMMIT_INTERVAL = "30s";
  static final String TIME_ZONE = "Etc/UTC";
  static final int MIN_SEGMENTS = 2;
  static final int MAX_SEGMENTS = 8;
  static final long SEED = 42;

  private Defaults() {}

  static String lakehouse(ObjectRef reference) {
    return reference == null ? LAKEHOUSE : reference.name();
  }

  static History history(History history) {
    return history == null ? History.TYPE1 : history;
  }

  static Expectation.Action action(Expectation.Action action) {
    return action == null ? Expectation.Action.WARN : action;
  }

  static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  static <K, V> Map<K, V> orEmpty(Map<K, V> map) {
    return map == null ? Map.of() : map;
  }

  static <T> T or(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
