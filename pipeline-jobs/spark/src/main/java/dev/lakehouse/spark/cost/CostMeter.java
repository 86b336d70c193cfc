package dev.lakehouse.spark.cost;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whose work a task was. Jobs carry the name of their step as a local property, which Spark
 * hands on to the threads that it starts for a query.
 */
public final class CostMeter extends SparkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CostMeter.class);
  private static final String STEP = "lakehouse.step";

  /** Events come a moment after the work; a busy bus is not waited for longer. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final SparkContext context;
  private final Map<Integer, String> stages = new ConcurrentHashMap<>();
  private final Map<String, StepCost> costs = new ConcurrentHashMap<>();

  private CostMeter(SparkContext context) {
    this.context = context;
  }

  /** A meter that counts until it is closed. */
  public static CostMeter on(SparkContext context) {
    CostMeter meter = new CostMeter(context);
    context.addSparkListener(meter);
    return meter;
  }

  /** From now on what the calling thread starts is work of that step; null: of none. */
  public void working(String step) {
    context.setLocalProperty(STEP, step);
  }

  /** What the step has cost so far, its ended jobs included. */
  public StepCost of(String step) {
    try {
      context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      LOG.warn("the cost of step {} is incomplete: Spark's events are late", step, e);
    }
    return costs.getOrDefault(step, StepCost.NONE);
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    String step = submitted.properties() == null ? null : submitted.properties().getProperty(STEP);
    if (step != null) {
      stages.put(submitted.stageInfo().stageId(), step);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd ended) {
    String step = stages.get(ended.stageId());
    if (step != null && ended.taskMetrics() != null) {
      costs.merge(step, StepCost.of(ended.taskMetrics()), StepCost::plus);
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
