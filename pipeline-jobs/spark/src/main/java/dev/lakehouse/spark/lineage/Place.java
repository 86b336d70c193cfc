package dev.lakehouse.spark.lineage;

import java.util.Comparator;

/**
 * A column of a dataset, or which rows it has.
 *
 * @param column null: its rows
 */
record Place(String dataset, String column) implements Comparable<Place> {
  static Place rows(String dataset) {
    return new Place(dataset, null);
  }

  boolean isColumn() {
    return column != null;
  }

  @Override
  public String toString() {
    if (column == null) {
      return "rows of " + dataset;
    }
    return dataset.indexOf(' ') < 0 ? dataset + "." + column : column + " in " + dataset;
  }

  @Override
  public int compareTo(Place other) {
    return Comparator.comparing(Place::dataset)
        .thenComparing(Place::column, Comparator.nullsFirst(Comparator.naturalOrder()))
        .compare(this, other);
  }
}
