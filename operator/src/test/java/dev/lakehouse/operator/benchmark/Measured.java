package dev.lakehouse.operator.benchmark;

import java.time.Duration;

/**
 * All figures of one run of the benchmark.
 *
 * @param operator nanoseconds from the first apply until the last pipeline was Ready
 * @param applying of these, until the last apply was sent
 * @param raw nanoseconds that the raw writes took
 * @param writes all writes in the operator's time, users' and stub's included
 * @param calls what of the requests was the operator's own
 * @param replayed what of the writes the raw clients repeated
 * @param cpu the operator's processor time
 * @param liveHeap MiB
 * @param resident MiB at the end
 * @param peakResident MiB
 * @param idle what the operator asked in the idle time
 * @param idleCpu the operator's processor time in the idle time
 * @param start of the operator's process until ready
 * @param startResident MiB when it was ready
 */
record Measured(
    long operator,
    long applying,
    long raw,
    Percentiles appliedToApplication,
    Percentiles finishedToReady,
    ApiCounts writes,
    ApiCounts calls,
    ApiCounts replayed,
    Duration cpu,
    long liveHeap,
    long resident,
    long peakResident,
    ApiCounts idle,
    Duration idleCpu,
    Duration start,
    long startResident) {}
