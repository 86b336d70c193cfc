package dev.lakehouse.spark.publish;

import dev.lakehouse.plan.PlanConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SaveMode;
import software.amazon.awssdk.services.redshiftdata.model.SubStatementData;

/** Publishes to Redshift: Parquet files on S3, then one batch that copies and merges them. */
final class RedshiftPublisher {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final PlanConnection.Redshift connection;
  private final RedshiftBatch batches;
  private final Configuration hadoop;
  private final Clock clock;

  RedshiftPublisher(
      PlanConnection.Redshift connection,
      RedshiftBatch batches,
      Configuration hadoop,
      Clock clock) {
    this.connection = connection;
    this.batches = batches;
    this.hadoop = hadoop;
    this.clock = clock;
  }

  /** Rows published; empty when the warehouse has this version already. */
  OptionalLong publish(Publication publication) {
    TargetTable target =
        TargetTable.of(
            publication.step().target(),
            publication.rows().schema(),
            publication.step().keys(),
            RedshiftSql::type);
    RedshiftSql sql = new RedshiftSql(target);
    var found = batches.run(sql.inquiry(publication)).subStatements();
    if (hasRows(found.get(1))) {
      throw publication.fenced();
    }
    if (hasRows(found.get(2))) {
      return OptionalLong.empty();
    }
    Set<String> existing = batches.firstColumn(found.get(3));
    String staged = staging(publication);
    try {
      publication.rows().write().mode(SaveMode.ErrorIfExists).parquet(staged);
      long rows = publication.rows().count();
      String copied = staged.replaceFirst("^s3a:", "s3:") + "/";
      String now = TIMESTAMP.format(clock.instant());
      try {
        batches.run(sql.publish(publication, existing, copied, connection.iamRoleArn(), now));
      } catch (RedshiftBatch.Failed e) {
        throw e.statement() == RedshiftSql.GUARD ? publication.fenced() : e.classified();
      }
      return OptionalLong.of(rows);
    } finally {
      remove(staged);
    }
  }

  private static boolean hasRows(SubStatementData statement) {
    return statement.resultRows() != null && statement.resultRows() > 0;
  }

  private String staging(Publication publication) {
    String base = connection.stagingPath().replaceFirst("^s3:", "s3a:").replaceFirst("/+$", "");
    return base + "/" + publication.step().target() + "/" + UUID.randomUUID();
  }

  private void remove(String staged) {
    Path path = new Path(staged);
    try {
      path.getFileSystem(hadoop).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("the staged files at " + staged + " could not be removed", e);
    }
  }
}
