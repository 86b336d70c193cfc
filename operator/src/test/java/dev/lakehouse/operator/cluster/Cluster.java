package dev.lakehouse.operator.cluster;

/** A running cluster, of which tests need little more than its API server. */
interface Cluster extends AutoCloseable {
  /** How to reach it with all rights, as YAML. */
  String kubeconfig();

  /** Whether somebody else runs it, who may have things in it that are no test's to touch. */
  boolean isGiven();

  /** Runs the controllers, where they don't run yet. */
  void startControllers();

  @Override
  void close();
}
