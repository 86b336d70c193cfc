package dev.lakehouse.spark.lineage;

/**
 * How a column comes from another: the vocabulary of OpenLineage's column lineage facet, types
 * {@code DIRECT} (its value is in it) and {@code INDIRECT} (it decides which value or row there
 * is).
 */
public enum Link {
  /** The very value. */
  IDENTITY(true),
  /** A function of it. */
  TRANSFORMATION(true),
  /** A function of it over many rows. */
  AGGREGATION(true),
  /** Rows are let in by it. */
  FILTER(false),
  /** Rows are matched by it. */
  JOIN(false),
  /** Rows are gathered by it. */
  GROUP_BY(false),
  /** Rows are ordered by it. */
  SORT(false),
  /** A window is divided or ordered by it. */
  WINDOW(false),
  /** It chooses among values. */
  CONDITIONAL(false);

  private final boolean direct;

  Link(boolean direct) {
    this.direct = direct;
  }

  /** Whether the value itself goes in. */
  public boolean direct() {
    return direct;
  }

  /** For people. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /** What comes of a link of this kind followed by one of that kind. */
  Link then(Link next) {
    if (!direct || next == IDENTITY) {
      return this;
    }
    return next.direct && this == AGGREGATION ? AGGREGATION : next;
  }
}
