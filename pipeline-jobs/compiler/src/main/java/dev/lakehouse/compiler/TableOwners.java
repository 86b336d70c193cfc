package dev.lakehouse.compiler;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who declares which table and publishes to which warehouse table, by Lakehouse. */
final class TableOwners {
  private record Table(String lakehouse, TableName name) {}

  private record Target(String lakehouse, String connection, String table) {}

  private final Map<Table, List<Declaration>> declarations = new HashMap<>();
  private final Map<Target, List<Owner>> publishers = new HashMap<>();

  private TableOwners() {}

  static TableOwners of(Workspace workspace) {
    TableOwners owners = new TableOwners();
    for (DataSource source : workspace.dataSources()) {
      owners.addTables(
          Defaults.lakehouse(source.getSpec().lakehouseRef()), Declarations.of(source));
    }
    for (MedallionPipeline pipeline : workspace.pipelines()) {
      String lakehouse = Defaults.lakehouse(pipeline.getSpec().lakehouseRef());
      owners.addTables(lakehouse, Declarations.of(pipeline));
      Declarations.publishes(pipeline)
          .forEach(to -> owners.addPublisher(lakehouse, to, Owner.of(pipeline)));
    }
    for (SegmentModel model : workspace.segmentModels()) {
      String lakehouse = Defaults.lakehouse(model.getSpec().lakehouseRef());
      owners.addTables(lakehouse, Declarations.of(model));
      Declarations.publishes(model)
          .forEach(to -> owners.addPublisher(lakehouse, to, Owner.of(model)));
    }
    return owners;
  }

  private void addTables(String lakehouse, List<Declaration> declared) {
    for (Declaration declaration : declared) {
      declarations
          .computeIfAbsent(new Table(lakehouse, declaration.table()), key -> new ArrayList<>(1))
          .add(declaration);
    }
  }

  private void addPublisher(String lakehouse, PublishTarget to, Owner owner) {
    publishers
        .computeIfAbsent(new Target(lakehouse, to.to(), to.table()), key -> new ArrayList<>(1))
        .add(owner);
  }

  /** The declaration that counts where several objects declare the table. */
  Optional<Declaration> declaration(String lakehouse, TableName table) {
    return declarations.getOrDefault(new Table(lakehouse, table), List.of()).stream()
        .min((a, b) -> Owner.PRECEDENCE.compare(a.owner(), b.owner()));
  }

  /** Another object that declares the table and comes before {@code owner}. */
  Optional<Owner> rivalFor(String lakehouse, TableName table, Owner owner) {
    return firstBefore(
        owner,
        declarations.getOrDefault(new Table(lakehouse, table), List.of()).stream()
            .map(Declaration::owner)
            .toList());
  }

  /** Another object that publishes to the same warehouse table and comes before {@code owner}. */
  Optional<Owner> rivalFor(String lakehouse, PublishTarget to, Owner owner) {
    return firstBefore(
        owner, publishers.getOrDefault(new Target(lakehouse, to.to(), to.table()), List.of()));
  }

  private static Optional<Owner> firstBefore(Owner owner, List<Owner> owners) {
    return owners.stream()
        .filter(other -> !other.isSameObjectAs(owner))
        .filter(other -> Owner.PRECEDENCE.compare(other, owner) < 0)
        .min(Owner.PRECEDENCE);
  }

  /** Names of all tables of a Lakehouse. */
  Set<String> tables(String lakehouse) {
    return declarations.keySet().stream()
        .filter(table -> table.lakehouse().equals(lakehouse))
        .map(table -> table.name().toString())
        .collect(Collectors.toSet());
  }
}
