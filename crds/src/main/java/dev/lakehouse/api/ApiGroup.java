package dev.lakehouse.api;

/** The API's group, version, and the names that stand in the metadata of its objects. */
public final class ApiGroup {
  public static final String NAME = "lakehouse.dev";
  public static final String VERSION = "v1alpha1";

  /** Label of a run: its sequence number among the runs of its owner. Set when it is admitted. */
  public static final String SEQUENCE_LABEL = NAME + "/sequence";

  /** Label of a run: the hash of the plan it executes. Set when it is admitted. */
  public static final String PLAN_LABEL = NAME + "/plan";

  /** Label of children and runs: kind of the object they belong to, for example DataSource. */
  public static final String OWNER_KIND_LABEL = NAME + "/owner-kind";

  /** Label of children and runs: name of the object they belong to. */
  public static final String OWNER_LABEL = NAME + "/owner";

  /** Annotation with which a person asks for a run now; any new value starts one. */
  public static final String RUN_NOW_ANNOTATION = NAME + "/run-now";

  /**
   * Annotation with which a person approves a breaking change of a spec; its value is the plan's
   * hash that condition ApprovalNeeded names, so that nothing else is approved with it.
   */
  public static final String APPROVE_ANNOTATION = NAME + "/approve";

  private ApiGroup() {}
}
