package dev.lakehouse.kinesis.table;

/** A column of the table has another type than the rows'. */
public final class SchemaMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaMismatchException(String message) {
    super(message);
  }
}
