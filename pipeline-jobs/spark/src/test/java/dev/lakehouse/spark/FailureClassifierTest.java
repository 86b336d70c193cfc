package dev.lakehouse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.FailureClassifier.Side;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailureClassifierTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new AccessDeniedException("s3a://b"), FailureReason.ACCESS_DENIED),
        Arguments.of(
            S3Exception.builder().statusCode(403).message("no").build(),
            FailureReason.ACCESS_DENIED),
        Arguments.of(
            S3Exception.builder().statusCode(404).message("no").build(),
            FailureReason.SOURCE_NOT_FOUND),
        Arguments.of(
            SdkClientException.create("Unable to load credentials from any"),
            FailureReason.ACCESS_DENIED),
        Arguments.of(new SQLException("x", "28P01"), FailureReason.ACCESS_DENIED),
        Arguments.of(new SQLException("x", "42501"), FailureReason.ACCESS_DENIED),
        Arguments.of(new SQLException("x", "3D000"), FailureReason.SOURCE_NOT_FOUND),
        Arguments.of(new SQLException("x", "42P01"), FailureReason.SOURCE_NOT_FOUND),
        Arguments.of(new SQLException("x", "08001"), FailureReason.SOURCE_UNREACHABLE),
        Arguments.of(new SQLException("x", "23505"), FailureReason.DATA_INVALID),
        Arguments.of(new SQLException("x", "42703"), FailureReason.SQL_INVALID),
        Arguments.of(new UnknownHostException("crm"), FailureReason.SOURCE_UNREACHABLE),
        Arguments.of(new ConnectException("refused"), FailureReason.SOURCE_UNREACHABLE),
        Arguments.of(new FileNotFoundException("gone"), FailureReason.SOURCE_NOT_FOUND),
        Arguments.of(
            new IllegalStateException("SparkContext was shut down"), FailureReason.INTERRUPTED),
        Arguments.of(new IllegalStateException("surprise"), FailureReason.UNEXPECTED));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aCauseDeepBelowIsFound(Throwable cause, FailureReason expected) {
    RuntimeException wrapped = new RuntimeException("outer", new RuntimeException("middle", cause));
    assertThat(FailureClassifier.classify(cause, Side.SOURCE).reason()).isEqualTo(expected);
    assertThat(FailureClassifier.classify(wrapped, Side.SOURCE).reason()).isEqualTo(expected);
  }

  @Test
  void aNetworkFailureOfAPublishIsTheTargets() {
    assertThat(FailureClassifier.classify(new ConnectException("refused"), Side.TARGET).reason())
        .isEqualTo(FailureReason.TARGET_UNREACHABLE);
  }

  @Test
  void aKnownFailureKeepsItsWords() {
    StepFailure known = StepFailure.of(FailureReason.FENCED, "in my words");
    assertThat(FailureClassifier.classify(new RuntimeException(known), Side.SOURCE))
        .isEqualTo(new Failure(FailureReason.FENCED, "in my words"));
  }

  @Test
  void aLoopOfCausesEnds() {
    RuntimeException a = new RuntimeException("a");
    a.initCause(new RuntimeException("b", a));
    assertThat(FailureClassifier.classify(a, Side.SOURCE).reason())
        .isEqualTo(FailureReason.UNEXPECTED);
  }
}
