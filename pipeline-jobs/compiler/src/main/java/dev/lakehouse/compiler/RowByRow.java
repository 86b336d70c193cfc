package dev.lakehouse.compiler;

import dev.lakehouse.plan.SilverQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionCallContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.JoinRelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.JoinTypeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedQueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.QueryContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RegularQuerySpecificationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RelationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.RelationExtensionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SetOperationContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TableNameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParserBaseListener;

/**
 * Finds why a query over new rows does not treat them one by one, so that the rows of two runs
 * would not be those of one, as far as the text tells: the job looks at the analysed plan and knows
 * more. What stands between the rows and the query's result is looked at; what is done with other
 * tables before they are joined is free.
 */
final class RowByRow extends SqlBaseParserBaseListener {
  private final List<TableNameContext> inputs = new ArrayList<>();
  private final List<FunctionCallContext> windows = new ArrayList<>();

  @Override
  public void enterTableName(TableNameContext table) {
    var name = table.identifierReference().multipartIdentifier();
    if (name != null
        && name.parts.size() == 1
        && TreeReading.name(name.parts.get(0)).equalsIgnoreCase(SilverQuery.INPUT)
        && !CommonTableExpressions.inScope(SilverQuery.INPUT, table)) {
      inputs.add(table);
    }
  }

  @Override
  public void enterFunctionCall(FunctionCallContext call) {
    if (call.windowSpec() != null) {
      windows.add(call);
    }
  }

  /** Why, with the place; empty when the text has nothing against it. */
  Optional<String> obstacle() {
    if (inputs.isEmpty()) {
      return Optional.of(
          "does not read the new rows: name them as input, for example FROM input i LEFT JOIN"
              + " silver.customers c ON c.id = i.customer_id");
    }
    if (inputs.size() > 1) {
      return Optional.of(
          at(
              inputs.get(1),
              "reads input a second time: new rows are met by other rows on each run,"
                  + " so a row can't be compared with the others; use a gold table for that"));
    }
    RuleContext below = inputs.get(0);
    for (RuleContext above = below.getParent(); above != null; above = above.getParent()) {
      Optional<String> found = obstacle((ParserRuleContext) above, below);
      if (found.isPresent()) {
        return found;
      }
      below = above;
    }
    return Optional.empty();
  }

  private Optional<String> obstacle(ParserRuleContext above, RuleContext below) {
    if (above instanceof RegularQuerySpecificationContext select) {
      return below == select.fromClause()
          ? select(select)
          : found(select, "reads input within an expression; join with it in FROM instead");
    }
    if (above instanceof RelationContext relation) {
      return joins(relation, below);
    }
    if (above instanceof SetOperationContext) {
      return found(above, "puts input together with other rows; name more inputs in alsoFrom");
    }
    if (above instanceof NamedQueryContext) {
      return found(above, "reads input in WITH; read it in the query's own FROM");
    }
    if (above instanceof QueryContext query
        && (query.queryOrganization().limit != null || query.queryOrganization().offset != null)) {
      return found(
          query.queryOrganization(), "takes some of the new rows only: which depends on the run");
    }
    return Optional.empty();
  }

  private Optional<String> select(RegularQuerySpecificationContext select) {
    if (select.aggregationClause() != null) {
      return found(select.aggregationClause(), "groups new rows: a group has more of them later");
    }
    if (select.havingClause() != null) {
      return found(select.havingClause(), "groups new rows: a group has more of them later");
    }
    var quantifier = select.selectClause().setQuantifier();
    if (quantifier != null && quantifier.DISTINCT() != null) {
      return found(
          quantifier, "compares new rows with each other; history First with keys deduplicates");
    }
    return windows.stream()
        .filter(call -> nearestSelect(call) == select)
        .findFirst()
        .flatMap(
            call ->
                found(
                    call,
                    "has a window over new rows: those of other runs are not in it;"
                        + " sequenceBy and a gold table can order rows"));
  }

  private static RuleContext nearestSelect(RuleContext place) {
    RuleContext above = place;
    while (above != null && !(above instanceof RegularQuerySpecificationContext)) {
      above = above.getParent();
    }
    return above;
  }

  /** Of an outer join new rows must be on the side that is kept. */
  private static Optional<String> joins(RelationContext relation, RuleContext below) {
    boolean reached = below == relation.relationPrimary();
    for (RelationExtensionContext extension : relation.relationExtension()) {
      JoinRelationContext join = extension.joinRelation();
      boolean right = extension == below;
      if (join == null) {
        if (reached) {
          return found(extension, "turns new rows into columns: those of other runs are not there");
        }
      } else if (right ? !keepsRight(join.joinType()) : reached && !keepsLeft(join.joinType())) {
        return found(
            join,
            "adds rows for what no new row matches, or keeps rows by whether one does, which"
                + " depends on the run; start FROM input and use INNER, LEFT, LEFT SEMI or LEFT"
                + " ANTI JOIN");
      }
      reached |= right;
    }
    return Optional.empty();
  }

  private static boolean keepsLeft(JoinTypeContext type) {
    return type.RIGHT() == null && type.FULL() == null;
  }

  private static boolean keepsRight(JoinTypeContext type) {
    return type.LEFT() == null && type.FULL() == null && type.SEMI() == null && type.ANTI() == null;
  }

  private static Optional<String> found(ParserRuleContext place, String why) {
    return Optional.of(at(place, why));
  }

  private static String at(ParserRuleContext place, String why) {
    return "line %d, column %d: %s"
        .formatted(place.getStart().getLine(), place.getStart().getCharPositionInLine() + 1, why);
  }
}
