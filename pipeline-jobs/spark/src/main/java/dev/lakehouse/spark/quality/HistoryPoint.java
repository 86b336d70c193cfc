package dev.lakehouse.spark.quality;

import java.time.Instant;

/** What an expectation observed at a commit. */
record HistoryPoint(Instant at, double value) {}
