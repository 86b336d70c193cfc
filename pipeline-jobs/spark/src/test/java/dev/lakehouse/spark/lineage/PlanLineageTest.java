package dev.lakehouse.spark.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.TestLake;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of node and expression of Spark's plans: what a column, and the rows, come from. */
class PlanLineageTest {
  private static SparkSession session;

  @BeforeAll
  static void tables() {
    session = SchemaCatalog.session(TestLake.spark());
    SchemaCatalog.declare(
        session,
        TableName.of("silver.a"),
        StructType.fromDDL("id bigint, x int, y int, s string, l array<int>, at timestamp"));
    SchemaCatalog.declare(
        session, TableName.of("silver.b"), StructType.fromDDL("id bigint, x int, z int"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          SELECT x FROM silver.a | identity a.x |
          SELECT x AS q FROM (SELECT y, x FROM silver.a) | identity a.x |
          SELECT cast(x AS string) FROM silver.a | transformation a.x |
          SELECT x + y FROM silver.a | transformation a.x, transformation a.y |
          SELECT 1 FROM silver.a | |
          SELECT sha2(s, 256) FROM silver.a | transformation a.s masked |
          SELECT sum(x) FROM silver.a WHERE y > 0 | aggregation a.x | filter a.y
          SELECT sum(x) + 1 AS t FROM silver.a GROUP BY y HAVING max(s) > 'a' | aggregation a.x | filter a.s, group by a.y
          SELECT y FROM silver.a GROUP BY y | identity a.y | group by a.y
          SELECT count(x) FROM silver.a | aggregation a.x masked |
          SELECT sum(x) FILTER (WHERE y > 1) FROM silver.a | aggregation a.x, conditional a.y |
          SELECT CASE WHEN y > 1 THEN x ELSE id END FROM silver.a | conditional a.y, transformation a.id, transformation a.x |
          SELECT if(y > 1, x, 0) FROM silver.a | conditional a.y, transformation a.x |
          SELECT z FROM silver.a JOIN silver.b USING (id) | identity b.z | join a.id, join b.id
          SELECT id FROM silver.a FULL JOIN silver.b USING (id) | transformation a.id, transformation b.id | join a.id, join b.id
          SELECT r.x FROM silver.a l JOIN silver.a r ON l.id = r.y | identity a.x | join a.id, join a.y
          SELECT a.x FROM silver.a LEFT SEMI JOIN silver.b ON a.id = b.z | identity a.x | join a.id, join b.z
          SELECT x FROM silver.a ORDER BY y LIMIT 3 | identity a.x | sort a.y
          SELECT DISTINCT x FROM silver.a | identity a.x | group by a.x
          SELECT sum(x) OVER (PARTITION BY y ORDER BY at) FROM silver.a | aggregation a.x, window a.at, window a.y |
          SELECT x FROM (SELECT x, row_number() OVER (PARTITION BY y ORDER BY at) AS n FROM silver.a) WHERE n = 1 | identity a.x | window a.at, window a.y
          SELECT x FROM silver.a UNION ALL SELECT z FROM silver.b | identity a.x, identity b.z |
          SELECT x FROM silver.a UNION SELECT z FROM silver.b | identity a.x, identity b.z | group by a.x, group by b.z
          SELECT x FROM silver.a EXCEPT SELECT z FROM silver.b | identity a.x | filter a.x, filter b.z
          SELECT x FROM silver.a INTERSECT SELECT z FROM silver.b | identity a.x | filter a.x, filter b.z
          SELECT (SELECT max(z) FROM silver.b WHERE b.id = a.id) FROM silver.a | aggregation b.z, filter a.id, filter b.id |
          SELECT x FROM silver.a WHERE id IN (SELECT z FROM silver.b WHERE x > 1) | identity a.x | filter a.id, filter b.x, filter b.z
          SELECT x FROM silver.a WHERE EXISTS (SELECT 1 FROM silver.b WHERE b.id = a.id) | identity a.x | filter a.id, filter b.id
          WITH q AS (SELECT y, sum(x) AS t FROM silver.a GROUP BY y) SELECT one.t FROM q one JOIN q two ON one.y = two.t | aggregation a.x | group by a.y, join a.x, join a.y
          SELECT e FROM silver.a LATERAL VIEW explode(l) AS e | transformation a.l | join a.l
          SELECT t.m FROM silver.a, LATERAL (SELECT max(z) AS m FROM silver.b WHERE b.id = a.id) t | aggregation b.z | filter a.id, filter b.id
          SELECT transform(l, i -> i + y) FROM silver.a | transformation a.l, transformation a.y |
          SELECT y FROM silver.a GROUP BY ROLLUP (y, s) | identity a.y | group by a.s, group by a.y
          SELECT `1` FROM (SELECT x, y FROM silver.a) PIVOT (sum(x) FOR y IN (1, 2)) | aggregation a.x, conditional a.y | group by a.y
          SELECT v FROM (SELECT x, y FROM silver.a) UNPIVOT (v FOR k IN (x, y)) | identity a.x, identity a.y | filter a.x, filter a.y
          WITH RECURSIVE r(n, m) AS (SELECT x, y FROM silver.a UNION ALL SELECT m, n + 1 FROM r WHERE n < 3) SELECT n FROM r | identity a.x, identity a.y | filter a.x
          SELECT v.c FROM VALUES (1) AS v(c) | |
          """)
  void origins(String query, String column, String rows) {
    var plan = session.sql(query).queryExecution().analyzed();
    PlanLineage.Traced traced = PlanLineage.of(plan);
    Attribute first = PlanLineage.list(plan.output()).get(0);
    assertThat(text(traced.columns().getOrDefault(first.exprId(), Set.of())))
        .as("column of %s", plan)
        .isEqualTo(column == null ? "" : column);
    assertThat(text(traced.rows())).as("rows of %s", plan).isEqualTo(rows == null ? "" : rows);
  }

  private static String text(Set<Origin> origins) {
    return origins.stream()
        .map(
            each ->
                each.link().label()
                    + " "
                    + each.table().name()
                    + "."
                    + each.column()
                    + (each.masked() ? " masked" : ""))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }
}
