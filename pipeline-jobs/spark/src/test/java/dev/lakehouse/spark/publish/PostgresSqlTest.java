package dev.lakehouse.spark.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class PostgresSqlTest {
  private static final StructType SCHEMA =
      new StructType().add("id", "bigint").add("na\"me", "string").add("at", "timestamp");

  private static TargetTable target(String... keys) {
    return TargetTable.of("marts.t", SCHEMA, List.of(keys), PostgresSql::type);
  }

  @Test
  void statementsOfPostgres() {
    PostgresSql sql = new PostgresSql(target("id"));
    assertThat(sql.createTarget())
        .isEqualTo(
            "CREATE TABLE IF NOT EXISTS \"marts\".\"t\" (\"id\" bigint, \"na\"\"me\" text, \"at\" timestamp with time zone, PRIMARY KEY (\"id\"))");
    assertThat(sql.copy())
        .isEqualTo(
            "COPY \"lakehouse_staging\" (\"id\", \"na\"\"me\", \"at\") FROM STDIN WITH (FORMAT csv)");
    assertThat(sql.merge())
        .isEqualTo(
            "MERGE INTO \"marts\".\"t\" AS t USING \"lakehouse_staging\" AS s ON t.\"id\" = s.\"id\""
                + " WHEN MATCHED AND (t.\"na\"\"me\", t.\"at\") IS DISTINCT FROM (s.\"na\"\"me\", s.\"at\")"
                + " THEN UPDATE SET \"na\"\"me\" = s.\"na\"\"me\", \"at\" = s.\"at\""
                + " WHEN NOT MATCHED THEN INSERT (\"id\", \"na\"\"me\", \"at\") VALUES (s.\"id\", s.\"na\"\"me\", s.\"at\")");
    assertThat(sql.deleteGone())
        .isEqualTo(
            "DELETE FROM \"marts\".\"t\" AS t WHERE NOT EXISTS (SELECT 1 FROM \"lakehouse_staging\" AS s WHERE t.\"id\" = s.\"id\")");
  }

  @Test
  void statementsOfRedshift() {
    TargetTable target = TargetTable.of("marts.t", SCHEMA, List.of("id"), RedshiftSql::type);
    Step.Publish step =
        new Step.Publish(
            "gold.t@w", List.of(), TableName.of("gold.t"), "w", "marts.t", List.of("id"));
    Publication publication = new Publication(step, 7L, 3, "abc", null);
    List<String> batch =
        new RedshiftSql(target)
            .publish(
                publication,
                Set.of(),
                "s3://b/o'x/",
                "arn:aws:iam::1:role/copy",
                "2024-01-01 00:00:00");
    assertThat(batch.get(RedshiftSql.GUARD))
        .isEqualTo(
            "SELECT 1 / (CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END) FROM \"marts\".\"lakehouse_publications\" WHERE \"target\" = 'marts.t' AND \"sequence\" > 7");
    assertThat(batch)
        .contains(
            "CREATE TEMP TABLE \"lakehouse_staging_t\" (\"id\" bigint, \"na\"\"me\" varchar(65535), \"at\" timestamp)",
            "COPY \"lakehouse_staging_t\" FROM 's3://b/o''x/' IAM_ROLE 'arn:aws:iam::1:role/copy' FORMAT AS PARQUET",
            "DELETE FROM \"marts\".\"t\" WHERE NOT EXISTS (SELECT 1 FROM \"lakehouse_staging_t\" WHERE \"t\".\"id\" = \"lakehouse_staging_t\".\"id\")",
            "UPDATE \"marts\".\"lakehouse_publications\" SET \"sequence\" = 7, \"version\" = 3, \"table_id\" = 'abc', \"published_at\" = '2024-01-01 00:00:00' WHERE \"target\" = 'marts.t'",
            "DROP TABLE \"lakehouse_staging_t\"");
    assertThat(new RedshiftSql(target).publish(publication, Set.of("id", "at"), "s", "r", "t"))
        .hasSize(batch.size() + 1)
        .contains("ALTER TABLE \"marts\".\"t\" ADD COLUMN \"na\"\"me\" varchar(65535)");
    assertThat(batch.get(7))
        .isEqualTo(
            "MERGE INTO \"marts\".\"t\" USING \"lakehouse_staging_t\" ON \"t\".\"id\" = \"lakehouse_staging_t\".\"id\""
                + " WHEN MATCHED THEN UPDATE SET \"na\"\"me\" = \"lakehouse_staging_t\".\"na\"\"me\", \"at\" = \"lakehouse_staging_t\".\"at\""
                + " WHEN NOT MATCHED THEN INSERT (\"id\", \"na\"\"me\", \"at\") VALUES (\"lakehouse_staging_t\".\"id\", \"lakehouse_staging_t\".\"na\"\"me\", \"lakehouse_staging_t\".\"at\")");
  }

  @Test
  void aKeyThatIsNoColumnIsRefused() {
    assertThatThrownBy(() -> target("nope"))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining("nope");
  }
}
