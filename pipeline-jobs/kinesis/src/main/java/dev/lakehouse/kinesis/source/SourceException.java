package dev.lakehouse.kinesis.source;

import dev.lakehouse.plan.FailureReason;

/** The stream can't be read, for a reason that users are told. */
public class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  public SourceException(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public FailureReason reason() {
    return reason;
  }
}
