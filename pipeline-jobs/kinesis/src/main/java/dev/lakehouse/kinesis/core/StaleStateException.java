package dev.lakehouse.kinesis.core;

/** Somebody else has moved a mark: what is held must be dropped and the table asked anew. */
public final class StaleStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StaleStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
