package dev.lakehouse.spark;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * What Spark does: jobs, time of tasks, bytes. With {@code -Dlakehouse.benchmark.jobs=true} each
 * job is printed when it ends: where a step's seconds go.
 */
public final class JobLog extends SparkListener {
  private static final boolean TELL = Boolean.getBoolean("lakehouse.benchmark.jobs");

  private final SparkContext context;
  private final Map<Integer, Job> jobs = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> jobOfStage = new ConcurrentHashMap<>();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  private JobLog(SparkContext context) {
    this.context = context;
  }

  /** A log of what that Spark does from now on. */
  public static JobLog on(SparkContext context) {
    JobLog log = new JobLog(context);
    context.addSparkListener(log);
    return log;
  }

  private static final class Job {
    private final long begin;
    private final String what;
    private final AtomicLong tasks = new AtomicLong();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private Job(long begin, String what) {
      this.begin = begin;
      this.what = what;
    }
  }

  /**
   * What was used so far.
   *
   * @param cpuSeconds of the whole process: driver, executors, compiler and collector
   */
  public record Used(long jobs, double cpuSeconds, long bytesRead, long bytesWritten) {
    /** What was used since {@code before}. */
    public Used since(Used before) {
      return new Used(
          jobs - before.jobs,
          cpuSeconds - before.cpuSeconds,
          bytesRead - before.bytesRead,
          bytesWritten - before.bytesWritten);
    }
  }

  /** What was used so far, ended jobs included. */
  public Used used() {
    try {
      context.listenerBus().waitUntilEmpty(10_000);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark's events are late", e);
    }
    var os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Used(ended.get(), os.getProcessCpuTime() / 1e9, read.get(), written.get());
  }

  @Override
  public void onJobStart(SparkListenerJobStart started) {
    String callSite = String.valueOf(started.properties().getProperty("callSite.short"));
    String about = String.valueOf(started.properties().getProperty("spark.job.description"));
    jobs.put(started.jobId(), new Job(started.time(), callSite + " | " + about));
    var stages = started.stageIds();
    IntStream.range(0, stages.size())
        .forEach(i -> jobOfStage.put((Integer) stages.apply(i), started.jobId()));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    Integer id = jobOfStage.get(task.stageId());
    Job job = id == null ? null : jobs.get(id);
    if (job == null || task.taskMetrics() == null) {
      return;
    }
    job.tasks.incrementAndGet();
    job.cpuNanos.addAndGet(task.taskMetrics().executorCpuTime());
    job.bytes.addAndGet(task.taskMetrics().inputMetrics().bytesRead());
    read.addAndGet(task.taskMetrics().inputMetrics().bytesRead());
    written.addAndGet(task.taskMetrics().outputMetrics().bytesWritten());
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    Job job = jobs.remove(end.jobId());
    ended.incrementAndGet();
    if (TELL && job != null) {
      System.out.printf(
          Locale.ROOT,
          "  job %d: %d ms, %d tasks, cpu %d ms, read %,d B%s, begun at %tT.%<tL: %s%n",
          end.jobId(),
          end.time() - job.begin,
          job.tasks.get(),
          job.cpuNanos.get() / 1_000_000,
          job.bytes.get(),
          end.jobResult() == JobSucceeded$.MODULE$ ? "" : ", FAILED",
          job.begin,
          job.what.replace('\n', ' ').substring(0, Math.min(160, job.what.length())));
    }
  }
}
