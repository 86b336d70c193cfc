package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.ColumnBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Between which values the keys lie: a condition that files and row groups can be skipped by, where
 * a table is sorted or clustered by the key. Keys that lie in heaps have a range for each heap.
 *
 * @param values the keys, sorted, as Spark holds the type (days, microseconds)
 * @param ranges disjoint, in order
 * @param withNull whether null is a key, too
 */
record KeyRanges(DataType type, long[] values, List<Range> ranges, boolean withNull) {
  /** More ranges cost more for each row that is read than they save. */
  static final int MOST = 8;

  /** Gaps worth a range of their own are at least this part of the whole. */
  private static final double GAP = 0.02;

  /** From the least to the greatest value, both included. */
  record Range(long from, long to) {}

  /** The ranges of a column of the keys; empty for types that are not whole numbers below. */
  static Optional<KeyRanges> of(List<Row> keys, int column, DataType type) {
    if (!isWhole(type)) {
      return Optional.empty();
    }
    var convert = CatalystTypeConverters.createToCatalystConverter(type);
    long[] values =
        keys.stream()
            .map(key -> key.get(column))
            .filter(Objects::nonNull)
            .mapToLong(value -> ((Number) convert.apply(value)).longValue())
            .sorted()
            .toArray();
    boolean withNull = values.length < keys.size();
    return values.length == 0
        ? Optional.empty()
        : Optional.of(new KeyRanges(type, values, heaps(values), withNull));
  }

  private static boolean isWhole(DataType type) {
    return List.of(
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType)
        .contains(type);
  }

  /** Divides sorted values at the widest gaps between them. */
  static List<Range> heaps(long[] sorted) {
    double whole = (double) sorted[sorted.length - 1] - sorted[0];
    List<Integer> cuts =
        IntStream.range(1, sorted.length)
            .filter(i -> gap(sorted, i) > whole * GAP)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> gap(sorted, i)).reversed())
            .limit(MOST - 1)
            .sorted()
            .toList();
    List<Range> ranges = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      ranges.add(new Range(sorted[from], sorted[cut - 1]));
      from = cut;
    }
    ranges.add(new Range(sorted[from], sorted[sorted.length - 1]));
    return ranges;
  }

  private static double gap(long[] sorted, int i) {
    return (double) sorted[i] - sorted[i - 1];
  }

  /** What a column fulfils that equals one of the keys; empty for a column of another type. */
  Optional<Expression> holdFor(Expression column) {
    if (!column.dataType().equals(type)) {
      return Optional.empty();
    }
    Expression any =
        ranges.stream().map(range -> between(column, range)).reduce(Or::new).orElseThrow();
    return Optional.of(withNull ? new Or(any, new IsNull(column)) : any);
  }

  /** Whether a file with these bounds of the column may have one of the keys. */
  boolean mayBeIn(ColumnBounds file) {
    int next = Arrays.binarySearch(values, file.least());
    int first = next < 0 ? -next - 1 : next;
    return (first < values.length && values[first] <= file.greatest())
        || (withNull && file.withNull());
  }

  private Expression between(Expression column, Range range) {
    return new And(
        new GreaterThanOrEqual(column, literal(range.from())),
        new LessThanOrEqual(column, literal(range.to())));
  }

  private Literal literal(long value) {
    if (type.equals(DataTypes.ByteType)) {
      return new Literal((byte) value, type);
    }
    if (type.equals(DataTypes.ShortType)) {
      return new Literal((short) value, type);
    }
    boolean isInt = type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType);
    return new Literal(isInt ? (Object) (int) value : (Object) value, type);
  }
}
