package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.ReadFailure;
import dev.lakehouse.kinesis.core.UnfitRecordException;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.ThrottledException;
import dev.lakehouse.kinesis.table.SchemaMismatchException;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;

/** Why the consumer can't go on for now: what users are told. */
record Trouble(FailureReason reason, String message) {
  static Trouble of(RuntimeException error) {
    if (error instanceof SourceException source) {
      return new Trouble(source.reason(), source.getMessage());
    }
    if (error instanceof ThrottledException) {
      return new Trouble(
          FailureReason.SOURCE_UNREACHABLE,
          "The stream answers that it is read too often, or is still read by the replica before. Trying again. If it stays so, other applications read the same shards: give this one spec.kinesis.enhancedFanOut, or the stream more shards.");
    }
    if (error instanceof SchemaMismatchException) {
      return new Trouble(FailureReason.SQL_INVALID, error.getMessage());
    }
    if (error instanceof UnfitRecordException) {
      return new Trouble(FailureReason.DATA_INVALID, error.getMessage());
    }
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessDeniedException) {
        return storage(
            FailureReason.ACCESS_DENIED,
            "Give the role of the pod's service account access to spec.storage.root.",
            cause);
      }
      if (cause instanceof FileNotFoundException) {
        return storage(
            FailureReason.SOURCE_NOT_FOUND,
            "Create the bucket or correct spec.storage.root.",
            cause);
      }
    }
    return storage(FailureReason.SOURCE_UNREACHABLE, "Trying again.", root(error));
  }

  /**
   * How a read is tried again that failed like that.
   *
   * @throws RuntimeException that error, when it is none of the stream's
   */
  static ReadFailure readFailure(RuntimeException error) {
    if (error instanceof ThrottledException) {
      return ReadFailure.THROTTLED;
    }
    if (error instanceof SourceException source) {
      return source.reason().failureClass() == FailureClass.INFRASTRUCTURE
          ? ReadFailure.PASSING
          : ReadFailure.HELD_UP;
    }
    throw error;
  }

  /** Whether only somebody else can change it. */
  boolean isForUsers() {
    return reason.failureClass() != FailureClass.INFRASTRUCTURE;
  }

  private static Trouble storage(FailureReason reason, String advice, Throwable cause) {
    String what =
        String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
            .lines()
            .findFirst()
            .orElse("");
    return new Trouble(reason, "The bronze table can't be written: %s. %s".formatted(what, advice));
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
