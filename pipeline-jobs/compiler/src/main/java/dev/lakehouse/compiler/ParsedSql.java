package dev.lakehouse.compiler;

import java.util.List;

/**
 * What a SQL text says about tables.
 *
 * @param tables the tables it names, in order, common table expressions left out
 * @param problems why it can't be used, each with line and column; empty when it can
 * @param fullOnly why it can't be answered for changed keys alone, as the end of a sentence; null
 *     when the text has nothing against it
 * @param type the type it names; null when it is a query or an expression, or can't be used
 */
record ParsedSql(
    List<TableReference> tables, List<String> problems, String fullOnly, SqlType type) {
  ParsedSql {
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  static ParsedSql unusable(String problem) {
    return new ParsedSql(List.of(), List.of(problem), null, null);
  }

  ParsedSql withFullOnly(String why) {
    return new ParsedSql(tables, problems, why, type);
  }

  ParsedSql withType(SqlType named) {
    return new ParsedSql(tables, problems, fullOnly, problems.isEmpty() ? named : null);
  }

  /** A table as a query names it. */
  record TableReference(List<String> parts, Position position) {
    TableReference {
      parts = List.copyOf(parts);
    }

    String text() {
      return String.join(".", parts);
    }
  }

  /** A place in a text; lines and columns count from 1. */
  record Position(int line, int column) {
    @Override
    public String toString() {
      return "line " + line + ", column " + column;
    }
  }
}
