package dev.lakehouse.plan;

/** How the operator asks a job that goes on to end after the micro-batch in flight. */
public final class StopRequest {
  /** Annotation of the LakehouseRun: since when it is asked (RFC 3339), a blank, and why. */
  public static final String ANNOTATION = "lakehouse.dev/stop";

  private StopRequest() {}
}
