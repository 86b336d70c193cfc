package dev.lakehouse.spark;

/**
 * Called where a driver could die with the greatest effect: around each commit. In production
 * nothing happens there; tests die there.
 */
@FunctionalInterface
public interface CrashPoints {
  /** The production choice. */
  CrashPoints NONE = point -> {};

  /** The step has come to {@code point}, for example {@code silver.orders:before-commit}. */
  void reached(String point);
}
