package dev.lakehouse.spark.gold;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random queries with the columns {@code k}, {@code g} and {@code v}. Each gives the same rows
 * whenever it is asked: windows have a total order, numbers are whole.
 */
final class RandomQueries {
  private final Random random;
  private int names;

  RandomQueries(Random random) {
    this.random = random;
  }

  /** A query and the columns that identify its rows. */
  record Query(String sql, List<String> keys) {}

  /** The next query. */
  Query next() {
    int depth = 1 + random.nextInt(3);
    return switch (random.nextInt(9)) {
      case 0, 1, 2 ->
          new Query(
              "SELECT k, count(*) AS n, sum(v) AS s, max(g) AS m FROM (%s) GROUP BY k"
                  .formatted(relation(depth)),
              List.of("k"));
      case 3 ->
          new Query(
              "SELECT g, k %% 5 AS k, count(DISTINCT v) AS n, sum(v) AS s FROM (%s) GROUP BY g, k %% 5"
                  .formatted(relation(depth)),
              List.of("k", "g"));
      case 4 ->
          new Query(
              "SELECT k, g, v FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY v DESC, g) AS r FROM (%s)) WHERE r = 1"
                  .formatted(relation(depth)),
              List.of("k"));
      case 5 ->
          new Query("SELECT DISTINCT k, g FROM (%s)".formatted(relation(depth)), List.of("k", "g"));
      case 6 ->
          new Query(
              "WITH t AS (%s) SELECT coalesce(x.k, y.g) AS k, count(*) AS n, sum(x.v) AS s FROM t x %s JOIN t y ON x.k = y.g GROUP BY 1"
                  .formatted(relation(depth), pick("FULL", "LEFT", "")),
              List.of("k"));
      case 7 ->
          new Query(
              "SELECT k, g, sum(v) AS s, sort_array(collect_list(v)) AS l FROM (%s) GROUP BY ROLLUP (k, g)"
                  .formatted(relation(depth)),
              List.of("k", "g"));
      default -> new Query(relation(depth), List.of("k", "g", "v"));
    };
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  @SafeVarargs
  private String one(Supplier<String>... of) {
    return of[random.nextInt(of.length)].get();
  }

  private String table() {
    return pick("silver.a", "silver.b", "silver.c");
  }

  private String relation(int depth) {
    if (depth == 0) {
      return one(
          () -> "SELECT k, g, v FROM " + table(),
          () -> "SELECT k, g, v FROM %s WHERE v %% 3 <> %d".formatted(table(), random.nextInt(3)),
          () -> "SELECT g AS k, k AS g, v + 1 AS v FROM " + table());
    }
    Supplier<String> below = () -> relation(depth - 1);
    String x = "x" + names++;
    String y = "y" + names++;
    return one(
        () ->
            "SELECT k, g, v FROM (%s) WHERE %s"
                .formatted(below.get(), pick("v > 10", "k IS NOT NULL", "g % 2 = 0 OR v < 40")),
        () ->
            "SELECT %s AS k, %s AS g, (v * 3) %% 97 AS v FROM (%s)"
                .formatted(pick("k", "k % 4", "k + g"), pick("g", "k", "v % 3"), below.get()),
        () ->
            "SELECT %2$s.k, %3$s.g, (%2$s.v + coalesce(%3$s.v, 0)) %% 97 AS v FROM (%1$s) %2$s %4$s JOIN (%5$s) %3$s ON %2$s.%6$s = %3$s.%7$s%8$s"
                .formatted(
                    below.get(),
                    x,
                    y,
                    pick("INNER", "LEFT", "RIGHT", "FULL"),
                    below.get(),
                    pick("k", "g"),
                    pick("k", "g"),
                    pick("", " AND %s.v < %s.v".formatted(x, y))),
        () ->
            "SELECT %2$s.k, %2$s.g, %2$s.v FROM (%1$s) %2$s %4$s JOIN (%5$s) %3$s ON %2$s.%6$s = %3$s.%7$s"
                .formatted(
                    below.get(),
                    x,
                    y,
                    pick("LEFT SEMI", "LEFT ANTI"),
                    relation(0),
                    pick("k", "g"),
                    pick("k", "g")),
        () ->
            "SELECT k, max(g) AS g, sum(v) %% 97 AS v FROM (%s) GROUP BY k%s"
                .formatted(below.get(), pick("", " HAVING count(*) > 1")),
        () ->
            "SELECT count(*) AS k, g, sum(v) %% 97 AS v FROM (%s) GROUP BY g"
                .formatted(below.get()),
        () ->
            "SELECT k, g, v FROM (%s) UNION ALL SELECT g, k, v FROM (%s)"
                .formatted(below.get(), below.get()),
        () ->
            "SELECT k, g, v FROM (%s) %s SELECT k, g, v FROM (%s)"
                .formatted(
                    below.get(),
                    pick("UNION", "EXCEPT", "INTERSECT", "EXCEPT ALL", "INTERSECT ALL"),
                    relation(0)),
        () ->
            "SELECT k, g, sum(v) OVER (PARTITION BY %s) %% 97 AS v FROM (%s)"
                .formatted(pick("k", "g", "k, g"), below.get()),
        () ->
            "SELECT rank() OVER (PARTITION BY g ORDER BY v) AS k, g, v FROM (%s)"
                .formatted(below.get()),
        () ->
            "SELECT k, g, v FROM (%s) %s WHERE %s (SELECT 1 FROM %s %s WHERE %s.k = %s.g)"
                .formatted(below.get(), x, pick("EXISTS", "NOT EXISTS"), table(), y, y, x),
        () ->
            "SELECT k, g, v FROM (%s) WHERE g %s (SELECT k FROM %s WHERE k IS NOT NULL)"
                .formatted(below.get(), pick("IN", "NOT IN"), table()),
        () ->
            "SELECT %1$s.k, %1$s.g, coalesce((SELECT max(%3$s.v) FROM %4$s %3$s WHERE %3$s.k = %1$s.k), 0) AS v FROM (%2$s) %1$s"
                .formatted(x, below.get(), y, table()),
        () ->
            "SELECT k, g, v - (SELECT coalesce(min(v), 0) FROM %s) AS v FROM (%s)"
                .formatted(table(), below.get()),
        () ->
            "SELECT k, e AS g, v FROM (%s) LATERAL VIEW %s explode(CASE WHEN v > 50 THEN array(g, v %% 3) ELSE array() END) t AS e"
                .formatted(below.get(), pick("OUTER", "")),
        () ->
            "SELECT k, g, v FROM (%s) CROSS JOIN (SELECT count(*) AS n FROM %s) WHERE n > 0"
                .formatted(below.get(), table()));
  }
}
