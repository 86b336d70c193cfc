package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Finds, from an exception and its causes, the reason that users see and the retries follow. */
public final class FailureClassifier {
  private static final int MAX_DEPTH = 20;
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;
  private static final int MAX_DETAIL = 600;
  private static final Set<String> NO_CREDENTIALS =
      Set.of(
          "NoAuthWithAWSException",
          "CredentialInitializationException",
          "NoAwsCredentialsException");

  private FailureClassifier() {}

  /** Which side of a step a network failure is about. */
  public enum Side {
    /** What the step reads. */
    SOURCE,
    /** What a publish writes to. */
    TARGET
  }

  private record Cause(FailureReason reason, Throwable origin) {}

  /** The failure that {@code thrown} stands for. */
  public static Failure classify(Throwable thrown, Side side) {
    List<Throwable> chain = chain(thrown);
    Optional<StepFailure> known =
        chain.stream()
            .filter(StepFailure.class::isInstance)
            .map(StepFailure.class::cast)
            .findFirst();
    if (known.isPresent()) {
      return new Failure(known.get().reason(), known.get().getMessage());
    }
    // Spark wraps what happened at a source in exceptions of its own: the source's word counts
    // first.
    Cause cause =
        first(chain, each -> access(each))
            .or(() -> first(chain, each -> network(each, side)))
            .or(() -> first(chain, FailureClassifier::database))
            .or(() -> first(chain, FailureClassifier::missing))
            .or(() -> first(chain, FailureClassifier::spark))
            .or(() -> first(chain, FailureClassifier::stopped))
            .orElse(new Cause(FailureReason.UNEXPECTED, chain.get(0)));
    return new Failure(cause.reason(), detail(cause.origin()) + " " + advice(cause.reason()));
  }

  private static Optional<Cause> first(
      List<Throwable> chain, Function<Throwable, FailureReason> rule) {
    for (Throwable each : chain) {
      FailureReason reason = rule.apply(each);
      if (reason != null) {
        return Optional.of(new Cause(reason, each));
      }
    }
    return Optional.empty();
  }

  private static FailureReason access(Throwable thrown) {
    boolean refused =
        thrown instanceof AccessDeniedException
            || thrown instanceof org.apache.hadoop.security.AccessControlException
            || NO_CREDENTIALS.contains(thrown.getClass().getSimpleName())
            || (thrown instanceof AwsServiceException aws
                && (aws.statusCode() == FORBIDDEN || aws.statusCode() == UNAUTHORIZED))
            || (thrown instanceof SdkClientException
                && String.valueOf(thrown.getMessage()).contains("Unable to load credentials"))
            || (thrown instanceof SQLException sql && sqlState(sql).startsWith("28"))
            || (thrown instanceof SQLException denied && sqlState(denied).equals("42501"));
    return refused ? FailureReason.ACCESS_DENIED : null;
  }

  private static FailureReason network(Throwable thrown, Side side) {
    boolean unreachable =
        thrown instanceof UnknownHostException
            || thrown instanceof ConnectException
            || thrown instanceof NoRouteToHostException
            || thrown instanceof SocketTimeoutException
            || thrown instanceof SocketException
            || (thrown instanceof SdkClientException
                && String.valueOf(thrown.getMessage()).contains("Unable to execute HTTP request"))
            || (thrown instanceof SQLException sql
                && (sqlState(sql).startsWith("08") || sqlState(sql).startsWith("57P")));
    if (!unreachable) {
      return null;
    }
    return side == Side.TARGET
        ? FailureReason.TARGET_UNREACHABLE
        : FailureReason.SOURCE_UNREACHABLE;
  }

  private static FailureReason database(Throwable thrown) {
    if (!(thrown instanceof SQLException sql)) {
      return null;
    }
    String state = sqlState(sql);
    if (Set.of("3D000", "42P01", "3F000").contains(state)) {
      return FailureReason.SOURCE_NOT_FOUND;
    }
    if (state.startsWith("42")) {
      return FailureReason.SQL_INVALID;
    }
    boolean data = state.startsWith("21") || state.startsWith("22") || state.startsWith("23");
    return data ? FailureReason.DATA_INVALID : null;
  }

  private static FailureReason missing(Throwable thrown) {
    boolean absent =
        thrown instanceof FileNotFoundException
            // S3A's word for a missing bucket; unlike the service's own, it names the bucket.
            || thrown.getClass().getSimpleName().equals("UnknownStoreException")
            || (thrown instanceof AwsServiceException aws
                && (aws.statusCode() == 404
                    || thrown.getClass().getSimpleName().equals("ResourceNotFoundException")))
            || (thrown instanceof SparkThrowable spark
                && Set.of("PATH_NOT_FOUND", "DELTA_PATH_DOES_NOT_EXIST", "DELTA_TABLE_NOT_FOUND")
                    .contains(String.valueOf(spark.getCondition())));
    return absent ? FailureReason.SOURCE_NOT_FOUND : null;
  }

  private static FailureReason spark(Throwable thrown) {
    if (thrown instanceof AnalysisException) {
      return FailureReason.SQL_INVALID;
    }
    if (!(thrown instanceof SparkThrowable spark)) {
      return null;
    }
    String condition = String.valueOf(spark.getCondition());
    String state = String.valueOf(spark.getSqlState());
    if (state.startsWith("22")
        || condition.startsWith("FAILED_READ_FILE")
        || condition.startsWith("MALFORMED_")
        || condition.startsWith("DELTA_MULTIPLE_SOURCE_ROW_MATCHING")) {
      return FailureReason.DATA_INVALID;
    }
    return state.startsWith("42") ? FailureReason.SQL_INVALID : null;
  }

  private static FailureReason stopped(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    boolean interrupted =
        thrown instanceof InterruptedException
            || thrown instanceof InterruptedIOException
            || thrown instanceof OutOfMemoryError
            || message.contains("SparkContext was shut down")
            || message.contains("stopped SparkContext")
            || message.contains("ExecutorLostFailure");
    return interrupted ? FailureReason.INTERRUPTED : null;
  }

  private static String sqlState(SQLException thrown) {
    return thrown.getSQLState() == null ? "" : thrown.getSQLState();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable each = thrown;
        each != null && chain.size() < MAX_DEPTH && !chain.contains(each);
        each = each.getCause()) {
      chain.add(each);
    }
    return chain;
  }

  private static String detail(Throwable origin) {
    String message = origin.getMessage() == null ? "" : origin.getMessage();
    String text = message.lines().map(String::strip).findFirst().orElse("");
    if (text.isEmpty() || !(origin instanceof SparkThrowable)) {
      text = origin.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
    }
    if (origin instanceof AnalysisException analysis && analysis.line().isDefined()) {
      Object column = analysis.startPosition().isDefined() ? analysis.startPosition().get() : 0;
      text += " (line %s, position %s)".formatted(analysis.line().get(), column);
    }
    String clipped = text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "…" : text;
    return clipped.endsWith(".") || clipped.endsWith(")") ? clipped : clipped + ".";
  }

  private static String advice(FailureReason reason) {
    return switch (reason) {
      case SQL_INVALID -> "Correct the SQL text, the expression or the column names in the spec.";
      case ACCESS_DENIED ->
          "Check the credentials (the Secret, or the role of the job's service account) and what they allow.";
      case SOURCE_NOT_FOUND -> "Check its name in the spec, or create it.";
      case DATA_INVALID ->
          "Find the rows by the message; use try_cast or an expectation to sort such rows out.";
      case SOURCE_UNREACHABLE, TARGET_UNREACHABLE ->
          "Check that it is up and that the network lets this job reach it; the run is retried.";
      case INTERRUPTED ->
          "The run is retried; if this repeats, give driver and executors more memory.";
      default -> "The job's log has the stack trace; the run is retried.";
    };
  }
}
