package dev.lakehouse.spark.publish;

import static dev.lakehouse.spark.publish.TargetTable.list;
import static dev.lakehouse.spark.publish.TargetTable.quote;

import java.util.stream.Collectors;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The statements of a publish to PostgreSQL. */
final class PostgresSql {
  /** Remembers, per target, what was published last. */
  static final String PUBLICATIONS = "lakehouse_publications";

  private static final String STAGING = quote("lakehouse_staging");

  private final TargetTable target;

  PostgresSql(TargetTable target) {
    this.target = target;
  }

  static String type(DataType type) {
    if (type instanceof DecimalType decimal) {
      return "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
    }
    if (type instanceof IntegerType) {
      return "integer";
    }
    if (type instanceof LongType) {
      return "bigint";
    }
    if (type instanceof ShortType || type instanceof ByteType) {
      return "smallint";
    }
    if (type instanceof DoubleType) {
      return "double precision";
    }
    if (type instanceof FloatType) {
      return "real";
    }
    if (type instanceof BooleanType) {
      return "boolean";
    }
    if (type instanceof DateType) {
      return "date";
    }
    if (type instanceof TimestampType) {
      return "timestamp with time zone";
    }
    if (type instanceof TimestampNTZType) {
      return "timestamp";
    }
    return type instanceof BinaryType ? "bytea" : "text";
  }

  String createPublications() {
    return "CREATE TABLE IF NOT EXISTS "
        + target.sibling(PUBLICATIONS)
        + " (\"target\" text PRIMARY KEY, \"sequence\" bigint NOT NULL, \"version\" bigint NOT NULL,"
        + " \"table_id\" text NOT NULL, \"published_at\" timestamp with time zone NOT NULL)";
  }

  /** Parameter: target. */
  String claim() {
    return "INSERT INTO "
        + target.sibling(PUBLICATIONS)
        + " VALUES (?, 0, -1, '', now()) ON CONFLICT (\"target\") DO NOTHING";
  }

  /** Parameter: target. Locks the row until the transaction ends: one publish at a time. */
  String published() {
    return "SELECT \"sequence\", \"version\", \"table_id\" FROM "
        + target.sibling(PUBLICATIONS)
        + " WHERE \"target\" = ? FOR UPDATE";
  }

  /** Parameters: sequence, version, table id, target. */
  String record() {
    return "UPDATE "
        + target.sibling(PUBLICATIONS)
        + " SET \"sequence\" = ?, \"version\" = ?, \"table_id\" = ?, \"published_at\" = now()"
        + " WHERE \"target\" = ?";
  }

  String createTarget() {
    return "CREATE TABLE IF NOT EXISTS %s (%s, PRIMARY KEY (%s))"
        .formatted(target.qualified(), target.definitions(), list(target.keys(), ""));
  }

  /** Columns that the lake's table has got since. */
  String addColumns() {
    return "ALTER TABLE "
        + target.qualified()
        + target.columns().stream()
            .map(c -> " ADD COLUMN IF NOT EXISTS " + quote(c.name()) + " " + c.type())
            .collect(Collectors.joining(","));
  }

  String createStaging() {
    return "CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP".formatted(STAGING, target.definitions());
  }

  String copy() {
    return "COPY %s (%s) FROM STDIN WITH (FORMAT csv)".formatted(STAGING, list(target.names(), ""));
  }

  /** Rows that are equal already are not written again. */
  String merge() {
    String insert =
        " WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
            .formatted(list(target.names(), ""), list(target.names(), "s."));
    String update =
        target.values().isEmpty()
            ? ""
            : " WHEN MATCHED AND (%s) IS DISTINCT FROM (%s) THEN UPDATE SET %s"
                .formatted(
                    list(target.values(), "t."),
                    list(target.values(), "s."),
                    target.values().stream()
                        .map(column -> quote(column) + " = s." + quote(column))
                        .collect(Collectors.joining(", ")));
    return "MERGE INTO %s AS t USING %s AS s ON %s%s%s"
        .formatted(target.qualified(), STAGING, target.sameKey("t", "s"), update, insert);
  }

  String deleteGone() {
    return "DELETE FROM %s AS t WHERE NOT EXISTS (SELECT 1 FROM %s AS s WHERE %s)"
        .formatted(target.qualified(), STAGING, target.sameKey("t", "s"));
  }
}
