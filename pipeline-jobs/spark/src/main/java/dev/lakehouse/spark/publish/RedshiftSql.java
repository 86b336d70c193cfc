package dev.lakehouse.spark.publish;

import static dev.lakehouse.spark.publish.TargetTable.list;
import static dev.lakehouse.spark.publish.TargetTable.literal;
import static dev.lakehouse.spark.publish.TargetTable.quote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The statements of a publish to Redshift. One list is one transaction: the Data API runs a batch
 * as a whole or not at all.
 */
final class RedshiftSql {
  /** Position, from 0, of the statement that fails when a newer run has published. */
  static final int GUARD = 2;

  private final TargetTable target;
  private final String staging;
  private final String publications;

  RedshiftSql(TargetTable target) {
    this.target = target;
    this.staging = quote("lakehouse_staging_" + target.name());
    this.publications = target.sibling(PostgresSql.PUBLICATIONS);
  }

  static String type(DataType type) {
    if (type instanceof DecimalType decimal) {
      return "decimal(%d,%d)".formatted(decimal.precision(), decimal.scale());
    }
    if (type instanceof StringType) {
      return "varchar(65535)";
    }
    if (type instanceof TimestampType) {
      return "timestamp";
    }
    return type instanceof BinaryType ? "varbyte" : PostgresSql.type(type);
  }

  private String createPublications() {
    return "CREATE TABLE IF NOT EXISTS "
        + publications
        + " (\"target\" varchar(512) NOT NULL, \"sequence\" bigint NOT NULL, \"version\" bigint NOT"
        + " NULL, \"table_id\" varchar(64) NOT NULL, \"published_at\" timestamp NOT NULL)";
  }

  /**
   * What is there: the second statement gives a row when a newer run has published, the third when
   * this very version is published; their numbers of rows stand in the batch's description. The
   * fourth gives the names of the target's columns.
   */
  List<String> inquiry(Publication publication) {
    return List.of(
        createPublications(),
        "SELECT 1 FROM %s WHERE %s".formatted(publications, newer(publication)),
        "SELECT 1 FROM %s WHERE \"target\" = %s AND \"version\" = %d AND \"table_id\" = %s"
            .formatted(
                publications,
                literal(publication.step().target()),
                publication.version(),
                literal(publication.tableId())),
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
            .formatted(
                target.schema() == null ? "current_schema()" : literal(target.schema()),
                literal(target.name())));
  }

  private String newer(Publication publication) {
    String of = "\"target\" = " + literal(publication.step().target());
    return publication.sequence() == null
        ? of
            + " AND \"version\" > %d AND \"table_id\" = %s"
                .formatted(publication.version(), literal(publication.tableId()))
        : of + " AND \"sequence\" > " + publication.sequence();
  }

  /**
   * The whole publish. A division by zero is the only error a batch can raise by itself.
   *
   * @param existing columns that the target has; empty: there is none yet. Those it lacks are
   *     added, one a statement: Redshift knows neither lists nor IF NOT EXISTS there.
   */
  List<String> publish(
      Publication publication,
      Set<String> existing,
      String stagedAt,
      String iamRole,
      String publishedAt) {
    List<String> statements = new ArrayList<>(prepared(publication));
    if (!existing.isEmpty()) {
      target.columns().stream()
          .filter(column -> !existing.contains(column.name().toLowerCase(Locale.ROOT)))
          .map(
              column ->
                  "ALTER TABLE %s ADD COLUMN %s %s"
                      .formatted(target.qualified(), quote(column.name()), column.type()))
          .forEach(statements::add);
    }
    statements.addAll(written(publication, stagedAt, iamRole, publishedAt));
    return statements;
  }

  private List<String> prepared(Publication publication) {
    return List.of(
        createPublications(),
        "LOCK " + publications,
        "SELECT 1 / (CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END) FROM %s WHERE %s"
            .formatted(publications, newer(publication)),
        "CREATE TABLE IF NOT EXISTS %s (%s, PRIMARY KEY (%s))"
            .formatted(target.qualified(), target.definitions(), list(target.keys(), "")));
  }

  private List<String> written(
      Publication publication, String stagedAt, String iamRole, String publishedAt) {
    return List.of(
        "CREATE TEMP TABLE %s (%s)".formatted(staging, target.definitions()),
        "COPY %s FROM %s IAM_ROLE %s FORMAT AS PARQUET"
            .formatted(staging, literal(stagedAt), literal(iamRole)),
        "DELETE FROM %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s)"
            .formatted(target.qualified(), staging, target.sameKey(quote(target.name()), staging)),
        merge(),
        update(publication, publishedAt),
        insert(publication, publishedAt),
        "DROP TABLE " + staging);
  }

  private String merge() {
    List<String> updated = target.values().isEmpty() ? target.keys() : target.values();
    String set =
        updated.stream()
            .map(column -> quote(column) + " = " + staging + "." + quote(column))
            .collect(Collectors.joining(", "));
    return "MERGE INTO %s USING %s ON %s WHEN MATCHED THEN UPDATE SET %s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
        .formatted(
            target.qualified(),
            staging,
            target.sameKey(quote(target.name()), staging),
            set,
            list(target.names(), ""),
            list(target.names(), staging + "."));
  }

  private String update(Publication publication, String publishedAt) {
    String sequence =
        publication.sequence() == null ? "\"sequence\" + 1" : publication.sequence().toString();
    return "UPDATE %s SET \"sequence\" = %s, \"version\" = %d, \"table_id\" = %s, \"published_at\" = %s WHERE \"target\" = %s"
        .formatted(
            publications,
            sequence,
            publication.version(),
            literal(publication.tableId()),
            literal(publishedAt),
            literal(publication.step().target()));
  }

  private String insert(Publication publication, String publishedAt) {
    String of = literal(publication.step().target());
    return "INSERT INTO %s SELECT %s, %d, %d, %s, CAST(%s AS timestamp) WHERE NOT EXISTS (SELECT 1 FROM %s WHERE \"target\" = %s)"
        .formatted(
            publications,
            of,
            publication.sequence() == null ? 1 : publication.sequence(),
            publication.version(),
            literal(publication.tableId()),
            literal(publishedAt),
            publications,
            of);
  }
}
