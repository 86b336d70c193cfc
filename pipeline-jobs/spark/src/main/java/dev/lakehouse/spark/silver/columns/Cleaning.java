package dev.lakehouse.spark.silver.columns;

import static org.apache.spark.sql.functions.initcap;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnCleaning.Normaliser;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** A value brought into one form, then cast. */
public final class Cleaning {
  /** What only says that nothing is known. Not NA, which is Namibia's code and a name. */
  static final String[] NULL_TOKENS = {
    "", "n/a", "#n/a", "null", "(null)", "none", "nil", "nan", "-", "--", "---", "?", "."
  };

  /** As HTML has it, with a dot in the domain, and letters of all languages. */
  private static final String ADDRESS =
      "^[\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?"
          + "([.][\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?)+$";

  private final ColumnCleaning cleaning;
  private final String cast;

  /** Cleaned, where {@code cleaning} is not null, and cast, where {@code cast} is not. */
  public Cleaning(ColumnCleaning cleaning, String cast) {
    this.cleaning = cleaning == null ? ColumnCleaning.NONE : cleaning;
    this.cast = cast;
  }

  /** Whether there are values that can't be brought into form. */
  public boolean canFail() {
    return cast != null || cleaning.normalise().stream().anyMatch(Normaliser::canFail);
  }

  /** The clean value; null where it has none. */
  public Column clean(Column value) {
    Column clean = forms(value, true);
    return cast == null ? clean : clean.try_cast(cast);
  }

  /** Whether there is a value, and no clean one. */
  public Column failed(Column value) {
    return forms(value, false).isNotNull().and(clean(value).isNull());
  }

  private Column forms(Column value, boolean all) {
    Column result = value;
    for (Normaliser form : cleaning.normalise()) {
      if (all || !form.canFail()) {
        result = form(form, result.cast(DataTypes.StringType));
      }
    }
    return result;
  }

  private Column form(Normaliser form, Column text) {
    return switch (form) {
      case TRIM -> stripped(text);
      case WHITESPACE -> stripped(regexp_replace(text, lit("(?U)\\s+"), lit(" ")));
      case LOWER -> lower(text);
      case UPPER -> upper(text);
      case TITLE -> initcap(text);
      case NULL_TOKENS ->
          when(lower(stripped(text)).isin((Object[]) NULL_TOKENS), lit(null)).otherwise(text);
      case EMAIL -> email(text);
      case PHONE -> udf(phone(cleaning.region()), DataTypes.StringType).apply(text);
      case COUNTRY -> udf(COUNTRY, DataTypes.StringType).apply(text);
    };
  }

  private static Column stripped(Column text) {
    return regexp_replace(text, lit("(?U)^\\s+|\\s+$"), lit(""));
  }

  private static Column email(Column text) {
    Column address = regexp_replace(lower(stripped(text)), lit("^mailto:"), lit(""));
    return when(address.rlike(ADDRESS), address);
  }

  private static UDF1<String, String> phone(String region) {
    return text -> PhoneNumbers.e164(text, region);
  }

  private static final UDF1<String, String> COUNTRY = Countries::alpha2;
}
