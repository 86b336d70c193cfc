package dev.lakehouse.reporting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.StopRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the LakehouseRun that a job works for asks it to stop. It is looked at from time to time,
 * with the right that a job has for its reports anyway; while the API server can't be reached the
 * job goes on.
 */
final class StopRequests implements StopWatch {
  static final Duration INTERVAL = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(StopRequests.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final KubernetesClient client;
  private final ReportTarget target;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean asked;

  StopRequests(KubernetesClient client, ReportTarget target, Duration interval) {
    this.client = client;
    this.target = target;
    this.interval = interval;
    Thread thread = new Thread(this::look, "stop-requests-" + target);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    closed.countDown();
    client.close();
  }

  private void look() {
    boolean reachable = true;
    try {
      while (!asked && !closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          asked = isAsked();
          reachable = true;
        } catch (KubernetesClientException | JsonProcessingException e) {
          if (reachable && closed.getCount() > 0) {
            LOG.warn("{} can't be looked at, going on: {}", target, e.getMessage());
          }
          reachable = false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAsked() throws JsonProcessingException {
    String object = client.raw(target.statusPath());
    return object != null
        && MAPPER
            .readTree(object)
            .path("metadata")
            .path("annotations")
            .hasNonNull(StopRequest.ANNOTATION);
  }
}
