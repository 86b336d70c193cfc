package dev.lakehouse.kinesis.source;

/** The stream asks for fewer reads. */
public final class ThrottledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ThrottledException(Throwable cause) {
    super(cause);
  }
}
