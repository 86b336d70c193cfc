package dev.lakehouse.spark.publish;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.spark.StepFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.StatementStatusString;
import software.amazon.awssdk.services.redshiftdata.model.SubStatementData;

/** Runs lists of statements through the Data API, each list in one transaction. */
final class RedshiftBatch {
  private static final Duration FIRST_WAIT = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final RedshiftDataClient client;
  private final PlanConnection.Redshift connection;

  RedshiftBatch(RedshiftDataClient client, PlanConnection.Redshift connection) {
    this.client = client;
    this.connection = connection;
  }

  /** A batch that Redshift rolled back. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int statement;

    Failed(int statement, String message) {
      super(message);
      this.statement = statement;
    }

    /** Position of the statement that failed, from 0; -1 when unknown. */
    int statement() {
      return statement;
    }

    /** What the failure means to users. */
    StepFailure classified() {
      return StepFailure.of(
          reason(getMessage()),
          "Redshift rolled the publish back: %s Nothing was changed there; correct what it names, or look the statement up in SYS_QUERY_HISTORY."
              .formatted(getMessage().endsWith(".") ? getMessage() : getMessage() + "."),
          this);
    }

    private static FailureReason reason(String message) {
      String text = message.toLowerCase(java.util.Locale.ROOT);
      if (text.contains("permission denied")
          || text.contains("not authorized")
          || text.contains("access denied")) {
        return FailureReason.ACCESS_DENIED;
      }
      if (text.contains("does not exist")) {
        return FailureReason.SOURCE_NOT_FOUND;
      }
      boolean data =
          text.contains("incompatible")
              || text.contains("spectrum scan error")
              || text.contains("duplicate")
              || text.contains("out of range");
      return data ? FailureReason.DATA_INVALID : FailureReason.UNEXPECTED;
    }
  }

  /**
   * Runs the statements and waits for their end.
   *
   * @throws Failed when they were rolled back
   */
  DescribeStatementResponse run(List<String> statements) {
    BatchExecuteStatementResponse started =
        client.batchExecuteStatement(
            request ->
                request
                    .sqls(statements)
                    .database(connection.database())
                    .workgroupName(connection.workgroup())
                    .clusterIdentifier(connection.clusterIdentifier())
                    .secretArn(connection.secretArn())
                    .statementName("lakehouse publish"));
    return await(started.id());
  }

  /** The first column of what a statement of a batch gave, in lower case. */
  Set<String> firstColumn(SubStatementData statement) {
    Set<String> values = new HashSet<>();
    if (Boolean.TRUE.equals(statement.hasResultSet())) {
      client.getStatementResultPaginator(request -> request.id(statement.id())).stream()
          .flatMap(page -> page.records().stream())
          .forEach(row -> values.add(row.get(0).stringValue().toLowerCase(Locale.ROOT)));
    }
    return values;
  }

  private DescribeStatementResponse await(String id) {
    Duration wait = FIRST_WAIT;
    while (true) {
      DescribeStatementResponse state = client.describeStatement(request -> request.id(id));
      switch (state.status()) {
        case FINISHED:
          return state;
        case FAILED, ABORTED:
          throw new Failed(failedStatement(state), String.valueOf(state.error()));
        default:
          pause(wait);
          wait =
              wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0
                  ? LONGEST_WAIT
                  : wait.multipliedBy(2);
      }
    }
  }

  private static int failedStatement(DescribeStatementResponse state) {
    return IntStream.range(0, state.subStatements().size())
        .filter(
            i ->
                StatementStatusString.FAILED
                    .toString()
                    .equals(state.subStatements().get(i).statusAsString()))
        .findFirst()
        .orElse(-1);
  }

  private static void pause(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StepFailure.of(
          FailureReason.INTERRUPTED, "The job was stopped while it waited for Redshift.", e);
    }
  }
}
