package dev.lakehouse.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/**
 * Reads texts with Spark's own grammar, so that what passes here parses there. What was read is
 * kept: an operator compiles the same specs again and again. Safe for concurrent use.
 */
final class SparkGrammar {
  private static final int CACHED_TEXTS = 20_000;
  private static final BoundedCache<Key, ParsedSql> CACHE = new BoundedCache<>(CACHED_TEXTS);

  /** What a text is meant to be. */
  private enum Form {
    QUERY {
      @Override
      ParserRuleContext parse(SqlBaseParser parser) {
        return parser.singleStatement();
      }
    },
    QUERY_OF_NEW_ROWS {
      @Override
      ParserRuleContext parse(SqlBaseParser parser) {
        return parser.singleStatement();
      }
    },
    EXPRESSION {
      @Override
      ParserRuleContext parse(SqlBaseParser parser) {
        return parser.singleExpression();
      }
    },
    DATA_TYPE {
      @Override
      ParserRuleContext parse(SqlBaseParser parser) {
        return parser.singleDataType();
      }
    };

    abstract ParserRuleContext parse(SqlBaseParser parser);
  }

  private record Key(Form form, String text) {}

  private SparkGrammar() {}

  /** The tables a query reads. */
  static ParsedSql query(String text) {
    return CACHE.get(new Key(Form.QUERY, text), SparkGrammar::read);
  }

  /** The same for a query that treats rows named input one by one. */
  static ParsedSql queryOfNewRows(String text) {
    return CACHE.get(new Key(Form.QUERY_OF_NEW_ROWS, text), SparkGrammar::read);
  }

  /** Whether an expression is one; it can't read tables. */
  static ParsedSql expression(String text) {
    return CACHE.get(new Key(Form.EXPRESSION, text), SparkGrammar::read);
  }

  /** Whether the name of a type is one. */
  static ParsedSql dataType(String text) {
    return CACHE.get(new Key(Form.DATA_TYPE, text), SparkGrammar::read);
  }

  private static ParsedSql read(Key key) {
    SyntaxErrors errors = new SyntaxErrors();
    SqlBaseLexer lexer =
        new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(key.text())));
    lexer.removeErrorListeners();
    lexer.addErrorListener(errors);
    SqlBaseParser parser = new SqlBaseParser(new CommonTokenStream(lexer));
    ParserRuleContext tree = parse(parser, key.form(), errors);
    if (!errors.found.isEmpty()) {
      return ParsedSql.unusable(errors.found.get(0)); // the others follow from the first
    }
    boolean reads = key.form() == Form.QUERY || key.form() == Form.QUERY_OF_NEW_ROWS;
    TreeReading reading = reads ? TreeReading.ofQuery() : TreeReading.ofExpression();
    ParseTreeWalker.DEFAULT.walk(reading, tree);
    ParsedSql result = reading.result();
    return switch (key.form()) {
      case QUERY -> {
        FullOnly fullOnly = new FullOnly();
        ParseTreeWalker.DEFAULT.walk(fullOnly, tree);
        yield result.withFullOnly(fullOnly.obstacle().orElse(null));
      }
      case QUERY_OF_NEW_ROWS -> {
        RowByRow rowByRow = new RowByRow();
        ParseTreeWalker.DEFAULT.walk(rowByRow, tree);
        Optional<String> why = result.problems().isEmpty() ? rowByRow.obstacle() : Optional.empty();
        yield why.map(ParsedSql::unusable).orElse(result);
      }
      default -> result.withType(SqlType.of(tree).orElse(null));
    };
  }

  /** As Spark does: the fast SLL prediction first, the full LL where that fails. */
  private static ParserRuleContext parse(SqlBaseParser parser, Form form, SyntaxErrors errors) {
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    try {
      return form.parse(parser);
    } catch (ParseCancellationException e) {
      errors.found.clear();
      parser.getTokenStream().seek(0);
      parser.reset();
      parser.addErrorListener(errors);
      parser.setErrorHandler(new DefaultErrorStrategy());
      parser.getInterpreter().setPredictionMode(PredictionMode.LL);
      return form.parse(parser);
    }
  }

  /** Keeps what lexer and parser complain of, in our words: ANTLR lists hundreds of tokens. */
  private static final class SyntaxErrors extends BaseErrorListener {
    private final List<String> found = new ArrayList<>();

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object symbol,
        int line,
        int charPositionInLine,
        String message,
        RecognitionException cause) {
      ParsedSql.Position position = new ParsedSql.Position(line, charPositionInLine + 1);
      found.add("syntax error at " + position + ": " + unexpected(symbol, message));
    }

    private static String unexpected(Object symbol, String message) {
      if (!(symbol instanceof Token token)) {
        return message;
      }
      return token.getType() == Token.EOF
          ? "the text ends too early"
          : "unexpected '" + token.getText() + "'";
    }
  }
}
