package dev.lakehouse.spark.silver.columns;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.repeat;
import static org.apache.spark.sql.functions.right;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepFailure;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** What is shown in place of values. */
public final class Masks {
  private Masks() {}

  /**
   * The masked value.
   *
   * @param name the column's, for messages
   */
  public static Column masked(
      ColumnMask mask, String name, Column value, DataType type, JobSettings settings) {
    Column text = value.cast(DataTypes.StringType);
    if (mask instanceof ColumnMask.Hash hash) {
      String salt = salt(settings, hash.saltEnv(), name);
      return ofText(plain -> Secrecy.hash(salt, plain), text);
    }
    if (mask instanceof ColumnMask.Tokenise tokenise) {
      String salt = salt(settings, tokenise.saltEnv(), name);
      return ofText(plain -> Secrecy.token(salt, plain), text);
    }
    if (mask instanceof ColumnMask.Redact redact) {
      return when(value.isNotNull(), lit(redact.with()));
    }
    if (mask instanceof ColumnMask.Partial partial) {
      return partial(partial, text);
    }
    if (mask instanceof ColumnMask.GeneraliseTime time) {
      require(
          type instanceof DateType
              || type instanceof TimestampType
              || type instanceof TimestampNTZType,
          "a date or time",
          name,
          type);
      return date_trunc(time.to().name(), value).cast(type);
    }
    require(type instanceof NumericType, "a number", name, type);
    // A decimal: 0.1 is a tenth then, and buckets of all but floating point numbers are exact.
    Column width = lit(BigDecimal.valueOf(((ColumnMask.GeneraliseNumber) mask).width()));
    return floor(value.divide(width)).multiply(width).cast(type);
  }

  /**
   * A function of our own and not one of Spark's, because an argument of that would stand in query
   * plans, and the salt with them in logs and Spark's UI.
   */
  private static Column ofText(UDF1<String, String> function, Column text) {
    UDF1<String, String> keepingNull = plain -> plain == null ? null : function.call(plain);
    return udf(keepingNull, DataTypes.StringType).apply(text);
  }

  private static Column partial(ColumnMask.Partial mask, Column text) {
    int kept = mask.keepFirst() + mask.keepLast();
    Column hidden = length(text).minus(kept);
    return when(hidden.leq(0), repeat(lit("*"), length(text)))
        .otherwise(
            concat(
                left(text, lit(mask.keepFirst())),
                repeat(lit("*"), hidden),
                right(text, lit(mask.keepLast()))));
  }

  private static String salt(JobSettings settings, String variable, String column) {
    return settings.required(variable, "the salt that masks column '" + column + "'");
  }

  private static void require(boolean fits, String wanted, String name, DataType type) {
    if (!fits) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "Column %s is generalised as %s, but it is of type %s. Cast it, or mask it by other means."
              .formatted(name, wanted, type.sql()));
    }
  }
}
