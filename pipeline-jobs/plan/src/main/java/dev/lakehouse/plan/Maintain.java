package dev.lakehouse.plan;

import java.util.List;

/** Keeps files and log of a table in shape. No spec compiles to it: a job makes it when asked. */
public record Maintain(String id, List<String> dependsOn, TableName output, Upkeep upkeep)
    implements Step {
  @Override
  public List<TableName> inputs() {
    return List.of();
  }
}
