package dev.lakehouse.plan;

import java.util.List;

/**
 * Makes an earlier version of a table its newest. No spec compiles to it: a job makes it when it is
 * asked to take a run back.
 */
public record Restore(String id, List<String> dependsOn, TableName output, long version)
    implements Step {
  @Override
  public List<TableName> inputs() {
    return List.of();
  }
}
