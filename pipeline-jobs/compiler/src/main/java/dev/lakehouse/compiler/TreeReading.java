package dev.lakehouse.compiler;

import dev.lakehouse.compiler.ParsedSql.Position;
import dev.lakehouse.compiler.ParsedSql.TableReference;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParserBaseListener;

/** Collects the tables of a parse tree, and what the grammar lets pass but we can't use. */
final class TreeReading extends SqlBaseParserBaseListener {
  private final boolean mayRead;
  private final List<TableReference> tables = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private TreeReading(boolean mayRead) {
    this.mayRead = mayRead;
  }

  static TreeReading ofQuery() {
    return new TreeReading(true);
  }

  /** Of an expression or a type: a table read there would be no edge of the graph. */
  static TreeReading ofExpression() {
    return new TreeReading(false);
  }

  ParsedSql result() {
    return new ParsedSql(problems.isEmpty() ? tables : List.of(), problems, null, null);
  }

  @Override
  public void enterSingleStatement(SqlBaseParser.SingleStatementContext statement) {
    if (!(statement.statement() instanceof SqlBaseParser.StatementDefaultContext)) {
      problem(statement, "is not a query: write a SELECT; the table is made from what it returns");
    }
  }

  @Override
  public void enterQuery(SqlBaseParser.QueryContext query) {
    if (!mayRead) {
      problem(
          query,
          "a subquery can't stand here: join in a gold table, or use an expectation with"
              + " references");
    }
  }

  @Override
  public void enterTableName(SqlBaseParser.TableNameContext table) {
    if (table.temporalClause() != null) {
      problem(
          table.temporalClause(),
          "a version can't be named: every run reads the newest and keeps to it; remove the clause");
    }
    reference(table.identifierReference());
  }

  @Override
  public void enterTable(SqlBaseParser.TableContext table) {
    reference(table.identifierReference());
  }

  @Override
  public void enterErrorIdent(SqlBaseParser.ErrorIdentContext extra) {
    problem(
        (ParserRuleContext) extra.getParent(),
        "'"
            + extra.getParent().getText()
            + "' is not a name: write underscores instead of dashes, or put it in backquotes");
  }

  @Override
  public void enterPrimitiveType(SqlBaseParser.PrimitiveTypeContext type) {
    if (type.unsupportedType != null) {
      problem(
          type,
          "'"
              + type.getText()
              + "' is not a type of Spark SQL; for example string, bigint, double,"
              + " decimal(12,2), date, timestamp");
    }
  }

  private void reference(SqlBaseParser.IdentifierReferenceContext reference) {
    if (reference.multipartIdentifier() == null) {
      problem(reference, "IDENTIFIER(...) can't be followed to a table: write its name");
      return;
    }
    List<String> parts =
        reference.multipartIdentifier().parts.stream().map(TreeReading::name).toList();
    if (parts.size() > 1 || !CommonTableExpressions.inScope(parts.get(0), reference)) {
      tables.add(new TableReference(parts, position(reference)));
    }
  }

  /** The name an identifier stands for: without its backquotes. */
  static String name(SqlBaseParser.ErrorCapturingIdentifierContext identifier) {
    String text = identifier.identifier().getText();
    return text.length() > 1 && text.startsWith("`") && text.endsWith("`")
        ? text.substring(1, text.length() - 1).replace("``", "`")
        : text;
  }

  private void problem(ParserRuleContext at, String text) {
    problems.add(position(at) + ": " + text);
  }

  private static Position position(ParserRuleContext context) {
    return new Position(
        context.getStart().getLine(), context.getStart().getCharPositionInLine() + 1);
  }
}
