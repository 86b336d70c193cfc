package dev.lakehouse.compiler;

import dev.lakehouse.api.PublishTarget;
import dev.lakehouse.plan.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks of the graph of tables. */
final class TableChecks {
  private TableChecks() {}

  /** Every table has one owner. */
  static void noConflicts(Scope scope, Findings findings) {
    Map<TableName, Declaration> first = new HashMap<>();
    for (Declaration declaration : scope.declared()) {
      Declaration earlier = first.putIfAbsent(declaration.table(), declaration);
      if (earlier != null) {
        findings.add(
            declaration.path(),
            SpecReason.INVALID_SPEC,
            "table %s is declared twice, also at %s; rename one"
                .formatted(declaration.table(), earlier.path()));
        continue;
      }
      scope
          .others()
          .rivalFor(scope.lakehouseName(), declaration.table(), scope.owner())
          .ifPresent(
              rival ->
                  findings.add(
                      declaration.path(),
                      SpecReason.TABLE_CONFLICT,
                      "table %s already belongs to %s of Lakehouse '%s'; rename one"
                          .formatted(declaration.table(), rival, scope.lakehouseName())));
    }
  }

  /** No table is made from itself. Follows tables of other objects only as far as it must. */
  static void noCircles(Scope scope, Findings findings) {
    List<TableName> own = scope.declared().stream().map(Declaration::table).distinct().toList();
    TableGraph graph =
        TableGraph.reachableFrom(
            own,
            table -> scope.declaration(table).map(found -> found.inputs().get()).orElse(List.of()));
    if (!graph.hasCircle()) {
      return;
    }
    Set<TableName> reported = new HashSet<>();
    for (Declaration declaration : scope.declared()) {
      List<TableName> circle =
          reported.contains(declaration.table())
              ? List.of()
              : graph.circleThrough(declaration.table());
      if (!circle.isEmpty()) {
        reported.addAll(circle);
        findings.add(
            declaration.path(),
            SpecReason.TABLE_CYCLE,
            "tables are made from each other in a circle: "
                + path(circle, scope)
                + "; make one of them from something else");
      }
    }
  }

  private static String path(List<TableName> circle, Scope scope) {
    return circle.stream()
        .map(table -> table + foreignOwner(table, scope))
        .collect(Collectors.joining(" -> "));
  }

  private static String foreignOwner(TableName table, Scope scope) {
    return scope
        .declaration(table)
        .map(Declaration::owner)
        .filter(owner -> !owner.isSameObjectAs(scope.owner()))
        .map(owner -> " (" + owner + ")")
        .orElse("");
  }

  /** A field names a table that somebody declares. */
  static void exists(String path, String table, Scope scope, Findings findings) {
    if (TableName.parse(table).flatMap(scope::declaration).isEmpty()) {
      findings.add(path, SpecReason.TABLE_NOT_FOUND, notFound(table, scope));
    }
  }

  /** A query is one, and names only tables that somebody declares. */
  static void query(String path, String sql, Scope scope, Findings findings) {
    ParsedSql parsed = SparkGrammar.query(sql);
    findings.addSql(path, parsed);
    exist(path, parsed.tables(), scope, findings);
  }

  /** All that a query names is declared by somebody. */
  static void exist(
      String path, List<ParsedSql.TableReference> tables, Scope scope, Findings findings) {
    for (ParsedSql.TableReference reference : tables) {
      String table = Declarations.lowerCaseName(reference);
      if (TableName.parse(table).flatMap(scope::declaration).isEmpty()) {
        findings.add(
            path,
            SpecReason.TABLE_NOT_FOUND,
            reference.position() + ": " + notFound(reference.text(), scope));
      }
    }
  }

  private static String notFound(String table, Scope scope) {
    String advice =
        TableName.parse(table).isPresent()
            ? "; correct the name, or declare the table"
            : "; write bronze.NAME, silver.NAME or gold.NAME";
    return "there is no table %s%s in Lakehouse '%s'%s"
        .formatted(table, NearestName.hint(table, scope.tables()), scope.lakehouseName(), advice);
  }

  /** Targets of one table: their connections exist, and nobody else writes there. */
  static void publish(
      String path,
      List<PublishTarget> publish,
      Set<String> seenTargets,
      Scope scope,
      Findings findings) {
    CommonChecks.distinct(path, publish, PublishTarget::to, SpecReason.INVALID_SPEC, findings);
    for (int i = 0; i < publish.size(); i++) {
      String at = path + "[" + i + "]";
      PublishTarget to = publish.get(i);
      CommonChecks.connection(
          at + ".to", to.to(), scope, connection -> connection.http() == null, findings);
      if (!seenTargets.add(to.to() + "/" + to.table())) {
        findings.add(
            at + ".table",
            SpecReason.INVALID_SPEC,
            "two tables are published to %s of %s; give each its own"
                .formatted(to.table(), to.to()));
      }
      scope
          .others()
          .rivalFor(scope.lakehouseName(), to, scope.owner())
          .ifPresent(
              rival ->
                  findings.add(
                      at + ".table",
                      SpecReason.TABLE_CONFLICT,
                      "%s already publishes to %s of %s; choose another table"
                          .formatted(rival, to.table(), to.to())));
    }
  }

  static String noConnection(String name, Scope scope) {
    List<String> names = scope.connections().stream().map(known -> known.name()).toList();
    return "Lakehouse '%s' has no connection '%s'%s; add it to the Lakehouse's spec.connections, or correct the name"
        .formatted(scope.lakehouseName(), name, NearestName.hint(name, names));
  }
}
