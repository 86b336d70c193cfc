package dev.lakehouse.operator.workspace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Who declares and who names what, by namespace and Lakehouse: answers in constant time whom a
 * change concerns, so that one pipeline's change does not wake a thousand others. Changed only when
 * a spec changes.
 */
final class FootprintIndex {
  private enum Relation {
    MEMBER,
    DECLARES,
    MENTIONS,
    PUBLISHES
  }

  private record Entry(Relation relation, String namespace, String lakehouse, String name) {}

  private final Map<ObjectKey, Footprint> footprints = new HashMap<>();
  private final Map<Entry, Set<ObjectKey>> objects = new HashMap<>();

  /** Remembers the footprint; null forgets the object. Returns what was remembered before. */
  synchronized Optional<Footprint> put(ObjectKey key, Footprint footprint) {
    Footprint before = footprint == null ? footprints.remove(key) : footprints.put(key, footprint);
    if (before != null && !before.equals(footprint)) {
      forEachEntry(key, before, entry -> objects.computeIfPresent(entry, without(key)));
    }
    if (footprint != null && !footprint.equals(before)) {
      forEachEntry(
          key,
          footprint,
          entry -> objects.computeIfAbsent(entry, absent -> new HashSet<>(2)).add(key));
    }
    return Optional.ofNullable(before);
  }

  /** What is remembered of an object. */
  synchronized Optional<Footprint> get(ObjectKey key) {
    return Optional.ofNullable(footprints.get(key));
  }

  /** All objects that belong to a Lakehouse. */
  Set<ObjectKey> members(String namespace, String lakehouse) {
    return find(new Entry(Relation.MEMBER, namespace, lakehouse, ""));
  }

  /** The objects that declare a table of that bare name. */
  Set<ObjectKey> declaring(String namespace, String lakehouse, String table) {
    return find(new Entry(Relation.DECLARES, namespace, lakehouse, table));
  }

  /** The objects that may read a table of that bare name. */
  Set<ObjectKey> mentioning(String namespace, String lakehouse, String table) {
    return find(new Entry(Relation.MENTIONS, namespace, lakehouse, table));
  }

  /** The objects that write that warehouse table. */
  Set<ObjectKey> publishing(String namespace, String lakehouse, String target) {
    return find(new Entry(Relation.PUBLISHES, namespace, lakehouse, target));
  }

  /** The objects of the namespace that name the Secret themselves. */
  synchronized Set<ObjectKey> namingSecret(String namespace, String secret) {
    Set<ObjectKey> found = new HashSet<>();
    footprints.forEach(
        (key, footprint) -> {
          if (key.namespace().equals(namespace) && footprint.secrets().contains(secret)) {
            found.add(key);
          }
        });
    return found;
  }

  private synchronized Set<ObjectKey> find(Entry entry) {
    return Set.copyOf(objects.getOrDefault(entry, Set.of()));
  }

  private static void forEachEntry(ObjectKey key, Footprint footprint, Consumer<Entry> action) {
    Function<Relation, Function<String, Entry>> entry =
        relation -> name -> new Entry(relation, key.namespace(), footprint.lakehouse(), name);
    action.accept(entry.apply(Relation.MEMBER).apply(""));
    footprint.declares().stream().map(entry.apply(Relation.DECLARES)).forEach(action);
    footprint.mentions().stream().map(entry.apply(Relation.MENTIONS)).forEach(action);
    footprint.publishes().stream().map(entry.apply(Relation.PUBLISHES)).forEach(action);
  }

  private static java.util.function.BiFunction<Entry, Set<ObjectKey>, Set<ObjectKey>> without(
      ObjectKey key) {
    return (entry, keys) -> {
      keys.remove(key);
      return keys.isEmpty() ? null : keys;
    };
  }
}
