package dev.lakehouse.compiler;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shares as people write them: {@code 99.5%}. */
final class Percentages {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,4})?)%");

  private Percentages() {}

  /** The share, 1 for 100%; empty when it is not written so. */
  static OptionalDouble share(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? OptionalDouble.of(
            new java.math.BigDecimal(matcher.group(1)).movePointLeft(2).doubleValue())
        : OptionalDouble.empty();
  }

  /** The share of a text that has passed the checks; null for null. */
  static Double orNull(String text) {
    return text == null ? null : share(text).orElseThrow();
  }
}
