package dev.lakehouse.compiler;

/**
 * How long names may be, so that the names of children fit: 63 characters for names that become
 * labels or host names, 52 for a CronJob.
 */
public final class NameLimits {
  /**
   * A MedallionPipeline or SegmentModel: {@code -m<sequence>} of up to eight digits makes a run,
   * {@code -r<attempt>} of two its application, and {@code -ui-svc} that application's service.
   */
  public static final int RUN_OWNER = 40;

  /** A DataSource: {@code -ingest} makes its CronJob or Deployment. */
  public static final int DATA_SOURCE = 45;

  /** A Lakehouse: its name is the value of labels. */
  public static final int LAKEHOUSE = 63;

  private NameLimits() {}
}
