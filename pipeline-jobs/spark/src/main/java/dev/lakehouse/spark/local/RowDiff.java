package dev.lakehouse.spark.local;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The difference between the rows a test expects and those there are, in lines for people. */
final class RowDiff {
  private final List<String> columns;
  private final List<String> keys;

  /**
   * {@code keys} tell which rows belong together; columns of them that no row names are no help.
   */
  RowDiff(List<String> columns, List<String> keys) {
    this.columns = columns;
    this.keys = columns.containsAll(keys) ? keys : List.of();
  }

  /** One line for each row that is missing, unexpected or different; empty: all are equal. */
  List<String> of(List<Map<String, String>> expected, List<Map<String, String>> actual) {
    List<Map<String, String>> missing = new ArrayList<>();
    List<Map<String, String>> extra = new ArrayList<>(actual);
    for (Map<String, String> row : expected) {
      int at = find(extra, row);
      if (at < 0) {
        missing.add(row);
      } else {
        extra.remove(at);
      }
    }
    List<String> lines = new ArrayList<>();
    for (Map<String, String> row : missing) {
      Map<String, String> other = keys.isEmpty() ? null : sameKey(extra, row);
      if (other == null) {
        lines.add("- missing:    " + text(row, columns));
      } else {
        extra.remove(other);
        lines.add("~ different:  " + text(row, keys) + ": " + changes(row, other));
      }
    }
    extra.forEach(row -> lines.add("+ unexpected: " + text(row, columns)));
    return lines;
  }

  private int find(List<Map<String, String>> rows, Map<String, String> wanted) {
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> row = rows.get(i);
      if (columns.stream().allMatch(column -> same(wanted.get(column), row.get(column)))) {
        return i;
      }
    }
    return -1;
  }

  private Map<String, String> sameKey(List<Map<String, String>> rows, Map<String, String> wanted) {
    return rows.stream()
        .filter(row -> keys.stream().allMatch(key -> same(wanted.get(key), row.get(key))))
        .findFirst()
        .orElse(null);
  }

  private String changes(Map<String, String> expected, Map<String, String> actual) {
    return columns.stream()
        .filter(column -> !same(expected.get(column), actual.get(column)))
        .map(
            column ->
                "%s should be %s and is %s"
                    .formatted(column, expected.get(column), actual.get(column)))
        .collect(Collectors.joining(", "));
  }

  private static String text(Map<String, String> row, List<String> columns) {
    Map<String, String> shown = new LinkedHashMap<>();
    columns.forEach(column -> shown.put(column, row.get(column)));
    return shown.toString();
  }

  /** Numbers are equal by value: 1, 1.0 and 1.00 are one. */
  static boolean same(String one, String other) {
    if (Objects.equals(one, other)) {
      return true;
    }
    if (one == null || other == null) {
      return false;
    }
    try {
      return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
