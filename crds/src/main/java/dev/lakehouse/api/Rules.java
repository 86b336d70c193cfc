package dev.lakehouse.api;

/** CEL rules and messages that several fields share. */
final class Rules {
  static final String DURATION = "self.matches('^[1-9][0-9]*(ms|s|m|h|d)$')";
  static final String DURATION_SAYS =
      "is not a duration: write a whole number above zero and a unit (ms, s, m, h or d), for example"
          + " 30s or 15m";

  static final String SQL_NAME = "self.matches('^[a-z][a-z0-9_]*$')";
  static final String SQL_NAME_SAYS =
      "must start with a lower-case letter and go on with lower-case letters, digits or"
          + " underscores, so that it reads the same in SQL, on S3 and in the warehouse";

  private Rules() {}
}
