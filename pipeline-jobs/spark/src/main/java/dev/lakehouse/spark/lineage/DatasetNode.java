package dev.lakehouse.spark.lineage;

import java.util.List;
import java.util.Map;

/**
 * A table of the lake, or what lies outside of it: a stream, a table of a database, files.
 *
 * @param name for people
 * @param identity by OpenLineage's naming
 * @param columns types by name, in order; "unknown" where only the name is known
 * @param inputs names of the datasets it is made from
 * @param job what makes it; null: outside of this
 */
record DatasetNode(
    String name, Identity identity, Map<String, String> columns, List<String> inputs, Job job) {

  /** The name that OpenLineage's consumers join datasets by. */
  record Identity(String namespace, String name) {}

  /**
   * The step that makes a dataset.
   *
   * @param sql its query; null: it has none
   */
  record Job(String namespace, String name, String kind, String sql) {}
}
