package dev.lakehouse.spark.lineage;

/**
 * What one column has to do with another, or with the rows of a dataset.
 *
 * @param masked whether its value can't be seen there any more
 */
record Edge(Place from, Place to, Link link, boolean masked) implements Comparable<Edge> {
  @Override
  public int compareTo(Edge other) {
    return java.util.Comparator.comparing(Edge::to)
        .thenComparing(Edge::link)
        .thenComparing(Edge::from)
        .thenComparing(Edge::masked)
        .compare(this, other);
  }
}
