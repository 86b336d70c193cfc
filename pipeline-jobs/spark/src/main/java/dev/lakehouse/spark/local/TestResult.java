package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalJob;
import java.util.List;

/**
 * How a unit test came out.
 *
 * @param problems what differs, in lines for people; empty: passed
 */
record TestResult(LocalJob.TestCase test, List<String> problems, long millis) {
  boolean passed() {
    return problems.isEmpty();
  }
}
