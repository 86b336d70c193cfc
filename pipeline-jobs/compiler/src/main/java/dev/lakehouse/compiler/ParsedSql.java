package dev.lakehouse.compiler;

import java.util.List;

/**
 * What a SQL text says about tables.
 *
 * @param tables the tables it names, in order, common table expressions left out
 * @param problems why it can't be used, each with line and column; empty when it can
 */
record ParsedSql(List<TableReference> tables, List<String> problems) {
  ParsedSql {
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  static ParsedSql unusable(String problem) {
    return new ParsedSql(List.of(), List.of(problem));
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
