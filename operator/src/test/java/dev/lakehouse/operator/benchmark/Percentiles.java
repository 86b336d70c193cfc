package dev.lakehouse.operator.benchmark;

import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Percentiles of durations, in milliseconds. */
record Percentiles(double p50, double p90, double p99, double max) {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1000;

  /** Of durations in nanoseconds. */
  static Percentiles of(LongStream nanos) {
    Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    nanos.forEach(duration -> histogram.recordValue(Math.max(0, duration / 1000)));
    return new Percentiles(
        histogram.getValueAtPercentile(50) / MICROS_PER_MILLI,
        histogram.getValueAtPercentile(90) / MICROS_PER_MILLI,
        histogram.getValueAtPercentile(99) / MICROS_PER_MILLI,
        histogram.getMaxValue() / MICROS_PER_MILLI);
  }
}
