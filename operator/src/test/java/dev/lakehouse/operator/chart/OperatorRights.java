package dev.lakehouse.operator.chart;

import java.util.stream.Stream;

/** What the operator's code asks of the API server, call by call, and what it must never get. */
final class OperatorRights {
  private static final String LAKEHOUSE = "lakehouse.dev";
  private static final String CORE = "";

  private OperatorRights() {}

  /** In the namespaces it watches. */
  static Stream<Right> needed() {
    return Stream.of(ownKinds(), children(), grantedToJobs()).flatMap(rights -> rights);
  }

  /** In its own namespace, for the Lease of leader election. */
  static Stream<Right> neededForLeadership() {
    return Right.of("coordination.k8s.io", "leases", "create get update patch");
  }

  /** Rights that would let it, or whoever breaks into it, reach beyond its work. */
  static Stream<Right> refused() {
    return Stream.of(
            Right.of(CORE, "pods/exec pods/attach pods/portforward", "create get"),
            Right.of(CORE, "namespaces", "create delete patch"),
            Right.of(CORE, "nodes persistentvolumes", "list delete"),
            Right.of(CORE, "secrets", "get create patch update delete"),
            Right.of(CORE, "serviceaccounts", "delete impersonate"),
            Right.of(CORE, "serviceaccounts/token", "create"),
            Right.of(CORE, "users groups", "impersonate"),
            Right.of("rbac.authorization.k8s.io", "roles", "bind escalate delete"),
            Right.of(
                "rbac.authorization.k8s.io", "clusterroles clusterrolebindings", "create patch"),
            Right.of(
                "apiextensions.k8s.io", "customresourcedefinitions", "create patch update delete"),
            Right.of("apps", "daemonsets statefulsets", "create"),
            // Specs are the users'; it neither edits nor deletes them.
            Right.of(
                LAKEHOUSE,
                "lakehouses datasources medallionpipelines segmentmodels",
                "create update patch delete"),
            Right.of("sparkoperator.k8s.io", "sparkapplications", "patch update"))
        .flatMap(rights -> rights);
  }

  private static Stream<Right> ownKinds() {
    return Stream.of(
            // Caches and reconcilers of all kinds; get is what a person who debugs it expects.
            Right.of(
                LAKEHOUSE,
                "lakehouses datasources medallionpipelines segmentmodels",
                "get list watch"),
            // RunKeeper creates, admits by patch, forgets; RunObserver reads without the cache.
            Right.of(LAKEHOUSE, "lakehouseruns", "get list watch create patch delete"),
            // StatusPatch, by server-side apply.
            Right.of(
                LAKEHOUSE,
                "lakehouses/status medallionpipelines/status segmentmodels/status",
                "patch"))
        .flatMap(rights -> rights);
  }

  private static Stream<Right> children() {
    return Stream.of(
            // SparkApplications: created once, never edited.
            Right.of("sparkoperator.k8s.io", "sparkapplications", "get list watch create delete"),
            Right.of("spark.apache.org", "sparkapplications", "get list watch create delete"),
            // ConsumerDependent and ScheduleDependent: applied, and deleted when the source
            // changes.
            Right.of("apps", "deployments", "get list watch create patch delete"),
            Right.of("batch", "cronjobs", "get list watch create patch delete"),
            // InitialIngestion; RunJobs, which stops an attempt that takes too long.
            Right.of("batch", "jobs", "get list watch create delete"),
            // JobsRoleDependent, JobsRoleBindingDependent, JobsServiceAccountDependent.
            Right.of(
                "rbac.authorization.k8s.io", "roles rolebindings", "get list watch create patch"),
            Right.of(CORE, "serviceaccounts", "get list watch create patch"),
            // Workspaces: which keys there are, and that they changed.
            Right.of(CORE, "secrets", "list watch"),
            // EventRecorder.
            Right.of("events.k8s.io", "events", "create"))
        .flatMap(rights -> rights);
  }

  /**
   * JobsIdentity; among it what the operator needs itself: ConfigMaps for plans, status patches.
   */
  private static Stream<Right> grantedToJobs() {
    return Stream.of(
            Right.of(LAKEHOUSE, "lakehouseruns/status datasources/status", "get patch"),
            Right.of("coordination.k8s.io", "leases", "get list create patch delete"),
            Right.of(
                CORE,
                "pods services configmaps persistentvolumeclaims",
                "get list watch create update patch delete deletecollection"))
        .flatMap(rights -> rights);
  }
}
