package dev.lakehouse.kinesis.core;

/**
 * A record does not fit the declared columns, and the user wants the consumer to stop before it.
 * The message tells which record, and nothing of its content.
 */
public final class UnfitRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitRecordException(String message) {
    super(message);
  }
}
