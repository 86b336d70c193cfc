package dev.lakehouse.spark.silver;

import dev.lakehouse.spark.TestLake;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.execution.SparkPlanInfo;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import scala.jdk.javaapi.CollectionConverters;

/** How many rows the scans of a table gave, in all plans that Spark has executed. */
final class ScannedRows extends SparkListener implements AutoCloseable {
  private final String table;
  private final Set<Long> metrics = new HashSet<>();
  private final Map<Long, Long> values = new HashMap<>();

  ScannedRows(String table) {
    this.table = table;
    TestLake.spark().sparkContext().addSparkListener(this);
  }

  @Override
  public synchronized void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart start) {
      collect(start.sparkPlanInfo());
    } else if (event instanceof SparkListenerSQLAdaptiveExecutionUpdate update) {
      collect(update.sparkPlanInfo());
    }
  }

  private void collect(SparkPlanInfo plan) {
    if (plan.metadata().get("Location").exists(this::isTable)) {
      CollectionConverters.asJava(plan.metrics()).stream()
          .filter(metric -> metric.name().equals("number of output rows"))
          .forEach(metric -> metrics.add(metric.accumulatorId()));
    }
    CollectionConverters.asJava(plan.children()).forEach(this::collect);
  }

  private boolean isTable(String location) {
    return location.contains(table) && !location.contains("_delta_log");
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    CollectionConverters.asJava(task.taskInfo().accumulables())
        .forEach(
            metric -> {
              if (metric.update().isDefined() && metric.update().get() instanceof Long rows) {
                values.merge(metric.id(), rows, Long::sum);
              }
            });
  }

  /** So far. */
  long sum() {
    try {
      TestLake.spark().sparkContext().listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
    synchronized (this) {
      return metrics.stream().mapToLong(id -> values.getOrDefault(id, 0L)).sum();
    }
  }

  @Override
  public void close() {
    TestLake.spark().sparkContext().removeSparkListener(this);
  }
}
