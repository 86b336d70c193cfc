package dev.lakehouse.spark.bronze.http;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.StepFailure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request, one answer: bounded in size and in time, the body included. */
final class Transport {
  private final Duration timeout;
  private final long maxBytes;
  private final HttpClient client;

  Transport(Duration timeout, long maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    // Redirects are the caller's: only it knows where credentials may go.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new BoundedBody(maxBytes));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(
          "a request failed for no reason of the network", e.getCause());
    }
  }

  static StepFailure interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return StepFailure.of(
        FailureReason.INTERRUPTED,
        "The job was stopped while it read an API; the run is retried.",
        cause);
  }
}
