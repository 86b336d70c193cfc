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

  /** A moment as RFC 3339 writes it, quoted for CEL. */
  static final String TIME_PATTERN =
      "'^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
          + "([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$'";

  static final String TIME = "self.matches(" + TIME_PATTERN + ")";
  static final String TIME_SAYS =
      "is not a time: write date, time and zone, for example 2026-05-01T00:00:00Z or"
          + " 2026-05-01T02:00:00+02:00";

  static final String SIZE = "self.matches('^[1-9][0-9]*(Ki|Mi|Gi)$')";
  static final String SIZE_SAYS =
      "is not a size: write a whole number above zero and a unit (Ki, Mi or Gi), for example 16Mi";

  private Rules() {}
}
