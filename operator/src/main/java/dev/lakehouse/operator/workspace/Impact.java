package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.Lakehouse;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a change concerns. Pure but for the index it asks. The rules:
 *
 * <ul>
 *   <li>a Lakehouse's spec: everything that belongs to it;
 *   <li>another spec: itself (it may have been looked at before it stood here), its Lakehouse
 *       (which counts), those that declare, read or publish the same tables;
 *   <li>a table's version: those that may read it;
 *   <li>a Secret: those that name it, and through a Lakehouse those whose jobs get it.
 * </ul>
 */
final class Impact {
  private final FootprintIndex index;

  Impact(FootprintIndex index) {
    this.index = index;
  }

  /** Of a spec that appeared, changed or vanished; {@code before} and {@code after} may be null. */
  Set<ObjectKey> ofSpec(ObjectKey key, Footprint before, Footprint after) {
    Set<ObjectKey> concerned = new HashSet<>(Set.of(key));
    Stream.of(Optional.ofNullable(before), Optional.ofNullable(after))
        .flatMap(Optional::stream)
        .forEach(footprint -> addConcerned(key, footprint, concerned));
    return concerned;
  }

  private void addConcerned(ObjectKey key, Footprint footprint, Set<ObjectKey> concerned) {
    String namespace = key.namespace();
    String lakehouse = footprint.lakehouse();
    if (key.kind().equals(Lakehouse.class)) {
      concerned.addAll(index.members(namespace, lakehouse));
      return;
    }
    concerned.add(new ObjectKey(Lakehouse.class, namespace, lakehouse));
    for (String table : footprint.declares()) {
      concerned.addAll(index.declaring(namespace, lakehouse, table));
      concerned.addAll(index.mentioning(namespace, lakehouse, table));
    }
    for (String target : footprint.publishes()) {
      concerned.addAll(index.publishing(namespace, lakehouse, target));
    }
  }

  /** Of a new version of tables that the object declares. */
  Set<ObjectKey> ofVersions(ObjectKey key, Set<String> tables) {
    Set<ObjectKey> concerned = new HashSet<>();
    index
        .get(key)
        .ifPresent(
            footprint ->
                tables.forEach(
                    table ->
                        concerned.addAll(
                            index.mentioning(key.namespace(), footprint.lakehouse(), table))));
    concerned.remove(key);
    return concerned;
  }

  /** Of a Secret; {@code lakehouses} finds the Lakehouse of a name in the namespace. */
  Set<ObjectKey> ofSecret(
      String namespace, String secret, Function<String, Optional<Lakehouse>> lakehouses) {
    Set<ObjectKey> concerned = new HashSet<>();
    for (ObjectKey key : index.namingSecret(namespace, secret)) {
      concerned.add(key);
      if (key.kind().equals(Lakehouse.class)) {
        lakehouses
            .apply(key.name())
            .ifPresent(lakehouse -> concerned.addAll(throughLakehouse(key, lakehouse, secret)));
      }
    }
    return concerned;
  }

  /** The members whose jobs get the Secret: all, or those that use a connection with it. */
  private Set<ObjectKey> throughLakehouse(ObjectKey key, Lakehouse lakehouse, String secret) {
    Set<ObjectKey> members = index.members(key.namespace(), key.name());
    if (LakehouseSecrets.environment(lakehouse).contains(secret)) {
      return members;
    }
    Set<String> connections = LakehouseSecrets.connectionsWith(lakehouse, secret);
    return members.stream()
        .filter(member -> index.get(member).filter(uses(connections)).isPresent())
        .collect(Collectors.toSet());
  }

  private static Predicate<Footprint> uses(Set<String> connections) {
    return footprint -> !Collections.disjoint(footprint.connections(), connections);
  }
}
