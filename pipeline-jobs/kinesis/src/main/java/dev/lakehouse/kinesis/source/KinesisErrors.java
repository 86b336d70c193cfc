package dev.lakehouse.kinesis.source;

import dev.lakehouse.plan.FailureReason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an error of Kinesis means to the user of a stream. */
final class KinesisErrors {
  private static final Set<String> DENIED =
      Set.of(
          "AccessDeniedException",
          "AccessDenied",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignature",
          "InvalidClientTokenId",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "ExpiredTokenException",
          "ExpiredToken",
          "OptInRequired",
          "KMSAccessDeniedException");
  private static final Set<String> THROTTLED =
      Set.of(
          "ProvisionedThroughputExceededException",
          "LimitExceededException",
          "KMSThrottlingException");
  private static final int FORBIDDEN = 403;

  private KinesisErrors() {}

  /** The exception to throw instead. */
  static RuntimeException translate(String stream, SdkException error) {
    if (error instanceof AwsServiceException service) {
      return service(stream, service);
    }
    if (error instanceof SdkClientException
        && String.valueOf(error.getMessage()).contains("credentials")) {
      return new SourceException(
          FailureReason.ACCESS_DENIED,
          "Stream '%s' can't be read: the pod has no AWS credentials (%s). Give its service account a role (IRSA)."
              .formatted(stream, firstLine(error)),
          error);
    }
    return unreachable(stream, error);
  }

  /** Of an error below the service: of the network, or of the client. */
  static SourceException unreachable(String stream, Throwable error) {
    return new SourceException(
        FailureReason.SOURCE_UNREACHABLE,
        "Stream '%s' can't be reached: %s. Trying again.".formatted(stream, firstLine(error)),
        error);
  }

  /** Whether trying again may help, without anybody's doing. */
  static boolean isPassing(RuntimeException translated) {
    return translated instanceof SourceException source
        && source.reason() == FailureReason.SOURCE_UNREACHABLE;
  }

  private static RuntimeException service(String stream, AwsServiceException error) {
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    if (THROTTLED.contains(code) || error.isThrottlingException()) {
      return new ThrottledException(error);
    }
    if (DENIED.contains(code) || error.statusCode() == FORBIDDEN) {
      return new SourceException(
          FailureReason.ACCESS_DENIED,
          "Stream '%s' can't be read: %s. Give the role of the pod's service account kinesis:ListShards, GetShardIterator and GetRecords on it."
              .formatted(stream, firstLine(error)),
          error);
    }
    return switch (code) {
      case "ResourceNotFoundException" ->
          new SourceException(
              FailureReason.SOURCE_NOT_FOUND,
              "Stream '%s' does not exist: %s. Create it or correct spec.kinesis.stream and the Lakehouse's region."
                  .formatted(stream, firstLine(error)),
              error);
      case "InvalidArgumentException" ->
          new SourceException(
              FailureReason.DATA_INVALID,
              "Stream '%s' does not know the position that the bronze table has: %s. If the stream was deleted and made anew, move the bronze table away or read the new stream under another name."
                  .formatted(stream, firstLine(error)),
              error);
      default ->
          new SourceException(
              FailureReason.SOURCE_UNREACHABLE,
              "Stream '%s' answers with an error: %s. Trying again."
                  .formatted(stream, firstLine(error)),
              error);
    };
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
