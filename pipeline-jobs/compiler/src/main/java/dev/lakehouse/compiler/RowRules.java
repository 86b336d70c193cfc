package dev.lakehouse.compiler;

import dev.lakehouse.api.ExpectationSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The row expectations that have a form of their own, as the SQL condition they stand for. */
final class RowRules {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");

  private RowRules() {}

  /** The condition each row must meet; empty when the expectation speaks of the whole table. */
  static Optional<String> sql(ExpectationSpec spec) {
    if (spec.expr() != null) {
      return Optional.of(spec.expr());
    }
    if (spec.notNull() != null) {
      return Optional.of(
          spec.notNull().stream()
              .map(column -> quoted(column) + " IS NOT NULL")
              .collect(Collectors.joining(" AND ")));
    }
    if (spec.acceptedValues() != null) {
      return Optional.of(nullOr(spec.column(), among(spec.column(), spec.acceptedValues())));
    }
    if (spec.range() != null) {
      return Optional.of(nullOr(spec.column(), within(spec.column(), spec.range())));
    }
    return Optional.ofNullable(spec.regex())
        .map(
            regex ->
                nullOr(
                    spec.column(),
                    "CAST(%s AS STRING) RLIKE %s"
                        .formatted(quoted(spec.column()), text("^(?:" + regex + ")$"))));
  }

  /** A null is let pass: whether it may stand there is what notNull says. */
  private static String nullOr(String column, String condition) {
    return quoted(column) + " IS NULL OR " + condition;
  }

  /** As text: a list of one type would have Spark cast the column, and fail where it can't. */
  private static String among(String column, List<String> values) {
    return "CAST(%s AS STRING) IN (%s)"
        .formatted(
            quoted(column), values.stream().map(RowRules::text).collect(Collectors.joining(", ")));
  }

  private static String within(String column, ExpectationSpec.Range range) {
    return Stream.of(bound(column, ">=", range.min()), bound(column, "<=", range.max()))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" AND "));
  }

  private static Optional<String> bound(String column, String comparison, String value) {
    return Optional.ofNullable(value)
        .map(
            bound ->
                "%s %s %s"
                    .formatted(
                        quoted(column),
                        comparison,
                        NUMBER.matcher(bound).matches() ? bound : text(bound)));
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
