package dev.lakehouse.spark.gold.incremental;

/**
 * What bringing a table up to date costs and what making it anew does, in bytes that are read; a
 * byte that is written counts as {@link #WRITTEN} of them.
 *
 * @param inputs bytes of the tables that the query reads
 * @param readAgain bytes of them that are read for the affected keys: all, unless files can be told
 *     apart or the change is added to what the table says
 * @param table bytes of the table
 * @param share of the table's rows that is affected, 0 to 1
 */
record RefreshCost(long inputs, long readAgain, long table, double share) {
  /**
   * Rows are made, sorted into columns, encoded and compressed. Rough: one run said two to four.
   */
  static final double WRITTEN = 3;

  double full() {
    return inputs + WRITTEN * table;
  }

  double incremental() {
    return readAgain + table + WRITTEN * share * table;
  }

  /**
   * Whether to bring it up to date.
   *
   * @param most as long as it costs less than that many times what making it anew does
   */
  boolean pays(double most) {
    return incremental() < most * full();
  }
}
