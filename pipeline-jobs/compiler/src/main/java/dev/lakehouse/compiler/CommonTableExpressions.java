package dev.lakehouse.compiler;

import java.util.List;
import org.antlr.v4.runtime.RuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CtesContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryContext;

/** Which names of a query are its own: {@code WITH name AS (...)}. */
final class CommonTableExpressions {
  private CommonTableExpressions() {}

  /** Whether at that place of the tree the name stands for a common table expression. */
  static boolean inScope(String name, RuleContext place) {
    RuleContext child = place;
    for (RuleContext parent = place.getParent(); parent != null; parent = parent.getParent()) {
      if (parent instanceof CtesContext ctes && names(visibleWithin(ctes, child), name)) {
        return true;
      }
      boolean afterItsCtes = !(child instanceof CtesContext);
      if (parent instanceof QueryContext query
          && query.ctes() != null
          && afterItsCtes
          && names(query.ctes().namedQuery(), name)) {
        return true;
      }
      child = parent;
    }
    return false;
  }

  /** Those before it; with RECURSIVE also itself. */
  private static List<NamedQueryContext> visibleWithin(CtesContext ctes, RuleContext child) {
    int own = ctes.namedQuery().indexOf(child);
    return ctes.namedQuery().subList(0, ctes.RECURSIVE() == null ? own : own + 1);
  }

  private static boolean names(List<NamedQueryContext> queries, String name) {
    return queries.stream().anyMatch(query -> TreeReading.name(query.name).equalsIgnoreCase(name));
  }
}
