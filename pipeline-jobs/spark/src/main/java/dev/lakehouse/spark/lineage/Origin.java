package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.TableName;

/**
 * A column that another one comes from.
 *
 * @param masked whether the value can't be seen any more in what comes of it: hashed or counted
 */
record Origin(TableName table, String column, Link link, boolean masked)
    implements Comparable<Origin> {

  Origin then(Link next) {
    return new Origin(table, column, link.then(next), masked);
  }

  Origin hidden() {
    return new Origin(table, column, link, masked || link.direct());
  }

  @Override
  public int compareTo(Origin other) {
    return java.util.Comparator.comparing(Origin::table)
        .thenComparing(Origin::column)
        .thenComparing(Origin::link)
        .thenComparing(Origin::masked)
        .compare(this, other);
  }
}
