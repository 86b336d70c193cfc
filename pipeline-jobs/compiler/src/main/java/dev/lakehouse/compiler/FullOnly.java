package dev.lakehouse.compiler;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParserBaseListener;

/**
 * Finds what keeps a query from being answered for changed keys alone, as far as the text tells:
 * the job looks at the analysed plan and knows more.
 */
final class FullOnly extends SqlBaseParserBaseListener {
  private static final Set<String> UNSTEADY =
      Set.of(
          "rand",
          "random",
          "randn",
          "randstr",
          "uuid",
          "shuffle",
          "monotonically_increasing_id",
          "spark_partition_id",
          "now",
          "curdate",
          "current_date",
          "current_time",
          "current_timestamp",
          "localtimestamp");

  private String obstacle;

  /** Why, as the end of a sentence; empty when the text has nothing against it. */
  Optional<String> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  @Override
  public void enterQueryOrganization(SqlBaseParser.QueryOrganizationContext organization) {
    if (organization.limit != null) {
      found(organization.limit, "which rows LIMIT leaves depends on all of them");
    } else if (organization.offset != null) {
      found(organization.offset, "which rows OFFSET leaves depends on all of them");
    }
  }

  @Override
  public void enterSample(SqlBaseParser.SampleContext sample) {
    found(sample, "a sample has other rows each time");
  }

  @Override
  public void enterFunctionCall(SqlBaseParser.FunctionCallContext call) {
    String name = call.functionName().getText().toLowerCase(Locale.ROOT);
    if (UNSTEADY.contains(name)) {
      found(call, name + "() gives another answer on every run");
    }
  }

  @Override
  public void enterCurrentLike(SqlBaseParser.CurrentLikeContext current) {
    found(
        current,
        current.name.getText().toLowerCase(Locale.ROOT) + " gives another answer on every run");
  }

  private void found(ParserRuleContext at, String why) {
    if (obstacle == null) {
      obstacle =
          "%s (line %d, column %d)"
              .formatted(why, at.getStart().getLine(), at.getStart().getCharPositionInLine() + 1);
    }
  }
}
