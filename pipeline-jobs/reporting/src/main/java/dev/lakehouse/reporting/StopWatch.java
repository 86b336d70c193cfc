package dev.lakehouse.reporting;

/** Whether a job that goes on is to end. */
public interface StopWatch extends AutoCloseable {
  /** Whether it was asked to; once true it stays so. */
  boolean asked();

  @Override
  void close();
}
