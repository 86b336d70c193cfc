package dev.lakehouse.compiler;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParserBaseListener;

/**
 * A type of Spark SQL, as far as features of tables depend on it.
 *
 * @param outermost its name without arguments, in lower case: {@code decimal} of {@code
 *     decimal(12,2)}, {@code map} of {@code map<string,int>}
 * @param names names of all types in it, the outermost among them
 */
record SqlType(String outermost, Set<String> names) {
  SqlType {
    names = Set.copyOf(names);
  }

  boolean holds(String name) {
    return names.contains(name);
  }

  /** The type of a parse tree; empty when the tree is no type's. */
  static Optional<SqlType> of(ParserRuleContext tree) {
    return tree instanceof SqlBaseParser.SingleDataTypeContext single && single.dataType() != null
        ? Optional.of(of(single.dataType()))
        : Optional.empty();
  }

  private static SqlType of(SqlBaseParser.DataTypeContext type) {
    Names all = new Names();
    ParseTreeWalker.DEFAULT.walk(all, type);
    return new SqlType(name(type), all.found);
  }

  private static String name(ParserRuleContext type) {
    return type.getStart().getText().toLowerCase(Locale.ROOT);
  }

  private static final class Names extends SqlBaseParserBaseListener {
    private final Set<String> found = new HashSet<>();

    @Override
    public void enterEveryRule(ParserRuleContext context) {
      if (context instanceof SqlBaseParser.DataTypeContext) {
        found.add(name(context));
      }
    }
  }
}
