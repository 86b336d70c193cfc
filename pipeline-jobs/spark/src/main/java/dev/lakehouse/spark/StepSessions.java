package dev.lakehouse.spark;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.spark.sql.SparkSession;

/**
 * The sessions that steps work in: what one step sets is seen by no other. A job that goes on uses
 * few of them over and over: Spark's thread pools keep the session that was active when a thread
 * was made, about a megabyte each, so that new ones for each micro-batch would fill the driver.
 */
public final class StepSessions {
  /** Without them Spark makes a copy of the session for each piece of data that is kept. */
  private static final Map<String, String> NO_COPIES =
      Map.of(
          "spark.sql.sources.bucketing.autoBucketedScan.enabled", "false",
          "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "true");

  private final SparkSession spark;
  private final boolean reused;
  private final Map<String, String> settings;
  private final Deque<SparkSession> free = new ConcurrentLinkedDeque<>();

  private StepSessions(SparkSession spark, boolean reused) {
    this.spark = spark;
    this.reused = reused;
    SparkSession first = spark.newSession();
    if (reused) {
      NO_COPIES.forEach(first.conf()::set);
    }
    this.settings = Map.copyOf(first.sessionState().conf().settings());
  }

  /** A new one for each step. */
  public static StepSessions fresh(SparkSession spark) {
    return new StepSessions(spark, false);
  }

  /** As many as there are steps at once, each as good as new when it is taken again. */
  public static StepSessions reused(SparkSession spark) {
    return new StepSessions(spark, true);
  }

  SparkSession take() {
    SparkSession known = free.poll();
    return known == null ? prepared(spark.newSession()) : known;
  }

  /** To be called when nothing works with the session any more. */
  void giveBack(SparkSession session) {
    if (reused) {
      // Catalogs are made once by their settings, the versions of tables among them.
      session.sessionState().catalogManager().reset();
      free.push(prepared(session));
    }
  }

  private SparkSession prepared(SparkSession session) {
    Map<String, String> now = session.sessionState().conf().settings();
    now.keySet().retainAll(settings.keySet());
    now.putAll(settings);
    return session;
  }
}
