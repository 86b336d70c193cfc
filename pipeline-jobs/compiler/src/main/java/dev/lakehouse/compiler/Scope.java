package dev.lakehouse.compiler;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one object sees while it is compiled: its Lakehouse, its own tables as it declares them now
 * (the workspace may hold an older version of it), and those of the others.
 */
final class Scope {
  private final Workspace workspace;
  private final HasMetadata object;
  private final Owner owner;
  private final String lakehouseName;
  private final List<Declaration> declared;
  private final Map<TableName, Declaration> own = new LinkedHashMap<>();

  private Scope(
      Workspace workspace, HasMetadata object, ObjectRef lakehouse, List<Declaration> declared) {
    this.workspace = workspace;
    this.object = object;
    this.owner = Owner.of(object);
    this.lakehouseName = Defaults.lakehouse(lakehouse);
    this.declared = declared;
    declared.forEach(declaration -> own.putIfAbsent(declaration.table(), declaration));
  }

  static Scope of(
      HasMetadata object, ObjectRef lakehouse, List<Declaration> declared, Workspace workspace) {
    return new Scope(workspace, object, lakehouse, declared);
  }

  HasMetadata object() {
    return object;
  }

  Owner owner() {
    return owner;
  }

  String lakehouseName() {
    return lakehouseName;
  }

  /** The tables of this object, also those declared twice. */
  List<Declaration> declared() {
    return declared;
  }

  Optional<Lakehouse> lakehouse() {
    return workspace.lakehouse(lakehouseName);
  }

  Optional<Connection> connection(String name) {
    return connections().stream().filter(found -> found.name().equals(name)).findFirst();
  }

  List<Connection> connections() {
    return lakehouse()
        .map(lakehouse -> Defaults.orEmpty(lakehouse.getSpec().connections()))
        .orElse(List.of());
  }

  TableOwners others() {
    return workspace.owners();
  }

  /** The declaration of a table: this object's own, or another's. */
  Optional<Declaration> declaration(TableName table) {
    Declaration mine = own.get(table);
    return mine != null
        ? Optional.of(mine)
        : others()
            .declaration(lakehouseName, table)
            .filter(declaration -> !declaration.owner().isSameObjectAs(owner));
  }

  /** Names of all tables that can be read. */
  Set<String> tables() {
    Set<String> names = new HashSet<>(others().tables(lakehouseName));
    own.keySet().forEach(table -> names.add(table.toString()));
    return names;
  }

  /** This object's tables in the order in which they can be made. */
  List<TableName> order() {
    return TableGraph.reachableFrom(own.keySet(), this::ownInputs).order();
  }

  /** What of a table's inputs this object makes itself. */
  private List<TableName> ownInputs(TableName table) {
    return own.get(table).inputs().get().stream().filter(own::containsKey).toList();
  }
}
