package dev.lakehouse.cli;

/** Something the user can mend; the message says what. */
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UserError(String message) {
    super(message);
  }
}
