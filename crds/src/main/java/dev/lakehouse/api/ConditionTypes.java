package dev.lakehouse.api;

/** The types of conditions that stand in status. */
public final class ConditionTypes {
  /** Derived from the others: the object does what its spec says. On every kind. */
  public static final String READY = "Ready";

  /** The spec was understood and fits what it refers to. On every kind. */
  public static final String SPEC_VALID = "SpecValid";

  /** The Secrets that connections and workloads name are there. Lakehouse. */
  public static final String CONNECTIONS_READY = "ConnectionsReady";

  /** The source exists, is reachable, and lets us in. DataSource. */
  public static final String SOURCE_READY = "SourceReady";

  /** The consumer or the schedule is in place. DataSource. */
  public static final String INGESTING = "Ingesting";

  /** Nothing of a stream was dropped by its retention before it was read. DataSource. */
  public static final String COMPLETE = "Complete";

  /** Data is not older than spec.freshness allows. DataSource, MedallionPipeline. */
  public static final String FRESH = "Fresh";

  /** The expectations of the last run held. MedallionPipeline. */
  public static final String QUALITY_MET = "QualityMet";

  /** The last run's tables are in their warehouses. MedallionPipeline, SegmentModel. */
  public static final String PUBLISHED = "Published";

  /** The last upkeep of the tables went well. MedallionPipeline, DataSource. */
  public static final String MAINTAINED = "Maintained";

  /** A model is trained and passed its gates. SegmentModel. */
  public static final String TRAINED = "Trained";

  /**
   * True while a changed spec would break what relies on a table and nobody has approved it yet;
   * absent otherwise. MedallionPipeline, SegmentModel.
   */
  public static final String APPROVAL_NEEDED = "ApprovalNeeded";

  /** A run is on its way. MedallionPipeline, SegmentModel, LakehouseRun. */
  public static final String PROGRESSING = "Progressing";

  /** The run ended well. LakehouseRun; with it Ready. */
  public static final String SUCCEEDED = "Succeeded";

  private ConditionTypes() {}
}
