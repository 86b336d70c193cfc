package dev.lakehouse.compiler;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;

/** Name of the one table that a DataSource owns. */
public final class BronzeTable {
  private BronzeTable() {}

  /**
   * The table of the DataSource of that name: dashes become underscores. Throws
   * IllegalArgumentException for a name that can't be a table's; compiling refuses it.
   */
  public static TableName of(String dataSource) {
    return TableName.of(nameOf(dataSource));
  }

  static String nameOf(String dataSource) {
    return Layer.BRONZE.label() + "." + dataSource.replace('-', '_');
  }
}
