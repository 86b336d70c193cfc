package dev.lakehouse.spark.bronze.http;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks one API: with credentials, which never leave the connection's origin, at its pace, and again
 * where that may help. Messages name host and path, never parameters, headers or bodies.
 */
final class ApiClient {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 5;
  private static final int MULTIPLE_CHOICES = 300;

  private final URI base;
  private final HttpRead read;
  private final Transport transport;
  private final Credentials credentials;
  private final Pace pace;
  private final Waits waits;
  private final Clock clock;

  ApiClient(
      PlanConnection.Http connection,
      HttpRead read,
      JobSettings settings,
      Clock clock,
      Waits waits) {
    this.base = URI.create(connection.url());
    this.read = read;
    this.transport = new Transport(Duration.ofMillis(read.timeoutMillis()), read.maxPageBytes());
    this.credentials = new Credentials(connection, settings, clock);
    this.pace = new Pace(connection.requestsPerMinute(), waits);
    this.waits = waits;
    this.clock = clock;
  }

  /** A page of the API. */
  HttpResponse<byte[]> get(URI uri) {
    URI asked = uri;
    boolean renewed = false;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; ) {
      HttpResponse<byte[]> answer = exchange(request(asked));
      if (REDIRECTS.contains(answer.statusCode())) {
        asked = asked.resolve(location(answer, asked));
        redirects++;
      } else if (answer.statusCode() == 401 && !renewed && credentials.renew()) {
        renewed = true;
      } else {
        return accepted(answer, asked);
      }
    }
    throw StepFailure.of(
        FailureReason.SOURCE_NOT_FOUND,
        "%s leads in a circle of redirects. Correct the connection's url or the path."
            .formatted(shown(uri)));
  }

  private HttpRequest request(URI uri) {
    if (!sameOrigin(uri)) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The API leads on to %s, which is not the origin of its connection (%s); it is not followed, since credentials must not go there. Correct the connection's url."
              .formatted(shown(uri), shown(base)));
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    request.setHeader("Accept", "application/json");
    read.headers().forEach(request::setHeader);
    credentials.addTo(request, this);
    return request.build();
  }

  /** The answer to a request, which is tried again where that may help. */
  HttpResponse<byte[]> exchange(HttpRequest request) {
    for (int tried = 1; ; tried++) {
      Optional<Duration> retryAfter = Optional.empty();
      String trouble;
      Exception cause = null;
      try {
        pace.await(System.nanoTime());
        HttpResponse<byte[]> answer = transport.send(request);
        if (!Retries.isTransient(answer.statusCode())) {
          return answer;
        }
        retryAfter =
            Retries.retryAfter(answer.headers().firstValue("Retry-After"), clock.instant());
        trouble = "answered " + answer.statusCode();
      } catch (BoundedBody.TooLarge e) {
        throw tooLarge(request.uri());
      } catch (IOException e) {
        cause = e;
        trouble = "could not be reached (" + e.getClass().getSimpleName() + ")";
      } catch (InterruptedException e) {
        throw Transport.interrupted(e);
      }
      again(request.uri(), tried, retryAfter, trouble, cause);
    }
  }

  private void again(
      URI uri, int tried, Optional<Duration> retryAfter, String trouble, Exception cause) {
    Duration pause = Retries.pause(tried, retryAfter, ThreadLocalRandom.current().nextDouble());
    boolean tooLong = pause.compareTo(Retries.LONGEST_WAIT) > 0;
    if (tried >= read.attempts() || tooLong) {
      throw StepFailure.of(
          FailureReason.SOURCE_UNREACHABLE,
          "%s %s, %s. Check that it is up, that the network lets this job reach it and that requestsPerMinute is not above what it allows; the run is retried."
              .formatted(
                  shown(uri),
                  trouble,
                  tooLong
                      ? "and asks to wait for " + pause.toSeconds() + " s"
                      : "also at try " + tried),
          cause);
    }
    try {
      waits.pause(pause);
    } catch (InterruptedException e) {
      throw Transport.interrupted(e);
    }
  }

  private static HttpResponse<byte[]> accepted(HttpResponse<byte[]> answer, URI uri) {
    int status = answer.statusCode();
    if (status < MULTIPLE_CHOICES) {
      return answer;
    }
    String says = shown(uri) + " answered " + status;
    throw switch (status) {
      case 401, 403 ->
          StepFailure.of(
              FailureReason.ACCESS_DENIED,
              says + ". Check the connection's Secret, and what its credentials allow.");
      case 404, 410 ->
          StepFailure.of(
              FailureReason.SOURCE_NOT_FOUND,
              says + ". Correct the path in the DataSource, or the url of its connection.");
      default ->
          StepFailure.of(
              FailureReason.PLAN_INVALID,
              says
                  + ": it does not understand what is asked for. Correct path, query, headers,"
                  + " pagination or incremental in the DataSource.");
    };
  }

  private StepFailure tooLarge(URI uri) {
    return StepFailure.of(
        FailureReason.DATA_INVALID,
        "A page of %s has more than %d bytes. Ask for smaller pages (pagination.size), or raise maxPageSize along with the job's memory."
            .formatted(shown(uri), read.maxPageBytes()));
  }

  private static URI location(HttpResponse<byte[]> answer, URI asked) {
    try {
      return URI.create(answer.headers().firstValue("Location").orElseThrow());
    } catch (RuntimeException e) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "%s redirects to nowhere. Correct the connection's url or the path."
              .formatted(shown(asked)));
    }
  }

  private boolean sameOrigin(URI uri) {
    return Objects.equals(lower(uri.getScheme()), lower(base.getScheme()))
        && Objects.equals(lower(uri.getHost()), lower(base.getHost()))
        && port(uri) == port(base);
  }

  private static String lower(String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(lower(uri.getScheme())) ? 443 : 80;
  }

  /** An address for people: parameters may hold what is nobody's business. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }
}
