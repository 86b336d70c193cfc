package dev.lakehouse.kinesis.table;

/** The table has other columns than the plan declares. */
public final class SchemaMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaMismatchException(String message) {
    super(message);
  }
}
