package dev.lakehouse.compiler;

/** Why a spec can't be compiled, as the reason of condition SpecValid. */
public enum SpecReason {
  /** The Lakehouse it refers to does not exist (yet). */
  LAKEHOUSE_NOT_FOUND("LakehouseNotFound", true),
  /** The Lakehouse lacks a setting this kind of object needs. */
  LAKEHOUSE_INCOMPLETE("LakehouseIncomplete", true),
  /** A table it reads is declared by nobody (yet). */
  TABLE_NOT_FOUND("TableNotFound", true),
  /** The Lakehouse has no connection of that name, or one of a kind that does not fit. */
  CONNECTION_NOT_FOUND("ConnectionNotFound", true),
  /** Another, older object declares the same table. */
  TABLE_CONFLICT("TableConflict", true),
  /** Tables are made from each other in a circle. */
  TABLE_CYCLE("TableCycle", true),
  /** A query, expression or type is no Spark SQL. */
  SQL_SYNTAX("SqlSyntax", false),
  /** A name is given to a column that the table does not have, or to two. */
  INVALID_COLUMN("InvalidColumn", false),
  /** A cron expression or a time zone is none. */
  INVALID_SCHEDULE("InvalidSchedule", false),
  /** A duration is none. */
  INVALID_DURATION("InvalidDuration", false),
  /** Names of children made from this object's name would be longer than Kubernetes allows. */
  NAME_TOO_LONG("NameTooLong", false),
  /** Anything else that contradicts itself or what it refers to. */
  INVALID_SPEC("InvalidSpec", false);

  private final String label;
  private final boolean dependsOnOthers;

  SpecReason(String label, boolean dependsOnOthers) {
    this.label = label;
    this.dependsOnOthers = dependsOnOthers;
  }

  /** The reason as it stands in status: CamelCase. */
  public String label() {
    return label;
  }

  /**
   * Whether a change of another object can resolve it: compile again when the Lakehouse or an
   * object that declares tables in it changes. The others wait for this object's own spec.
   */
  public boolean dependsOnOthers() {
    return dependsOnOthers;
  }
}
