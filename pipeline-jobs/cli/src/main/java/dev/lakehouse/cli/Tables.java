package dev.lakehouse.cli;

import dev.lakehouse.plan.TableName;

/** Names of tables that users type. */
final class Tables {
  private Tables() {}

  /** The name, when it is one. */
  static String checked(String name) {
    return TableName.parse(name)
        .map(TableName::toString)
        .orElseThrow(
            () ->
                new UserError(
                    "'" + name + "' is not a table; write layer.name, for example silver.orders"));
  }
}
