package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.udf;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.JobSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** The columns of a silver table, made from those of its input. */
final class SilverColumns {
  private SilverColumns() {}

  /** Filters and projects; the columns {@code kept} of the input go along as they are. */
  static Dataset<Row> project(
      Dataset<Row> input, Step.Silver step, JobSettings settings, List<String> kept) {
    Dataset<Row> rows = step.where() == null ? input : input.filter(letIn(step.where(), kept));
    List<Column> columns = new ArrayList<>();
    if (step.columns().isEmpty()) {
      for (String name : input.columns()) {
        if (!name.startsWith("_lh_")) {
          columns.add(quoted(name));
        }
      }
    }
    step.columns().forEach(column -> columns.add(column(column, settings)));
    kept.forEach(name -> columns.add(col(name)));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** What is said of rows is not asked of deletions, which mostly have no more than a key. */
  private static Column letIn(String where, List<String> kept) {
    Column condition = expr(where);
    return kept.contains(KeyHistory.DELETED) ? condition.or(col(KeyHistory.DELETED)) : condition;
  }

  private static Column column(Step.SilverColumn spec, JobSettings settings) {
    Column value = spec.expr() == null ? quoted(spec.name()) : expr(spec.expr());
    if (spec.mask() != null) {
      String salt =
          settings.required(
              spec.mask().saltEnv(), "the salt that masks column '" + spec.name() + "'");
      value = udf(masking(salt), DataTypes.StringType).apply(value.cast(DataTypes.StringType));
    }
    if (spec.cast() != null) {
      value = value.cast(spec.cast());
    }
    return value.as(spec.name());
  }

  /**
   * SHA-256 of salt and value in hexadecimal. A function of our own and not Spark's {@code sha2},
   * because an argument of that would stand in query plans, and with them in logs and Spark's UI.
   */
  private static UDF1<String, String> masking(String salt) {
    return value -> value == null ? null : mask(salt, value);
  }

  static String mask(String salt, String value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest((salt + value).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static Column quoted(String name) {
    UnaryOperator<String> escape = text -> text.replace("`", "``");
    return col("`" + escape.apply(name) + "`");
  }
}
