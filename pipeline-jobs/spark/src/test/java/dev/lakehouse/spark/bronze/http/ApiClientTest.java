package dev.lakehouse.spark.bronze.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepFailure;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiClientTest {
  private static final String SECRET = "s3cret-word";
  private static final long LIMIT = 1000;

  private final List<ApiServer> servers = new ArrayList<>();
  private final List<Duration> waited = new ArrayList<>();
  private final JobSettings settings = new JobSettings(Map.of("USER", "me", "SECRET", SECRET)::get);

  @AfterEach
  void stop() {
    servers.forEach(ApiServer::close);
  }

  private ApiServer serve(ApiServer.Handler handler) {
    ApiServer server = new ApiServer(handler);
    servers.add(server);
    return server;
  }

  private ApiClient client(ApiServer server, HttpAuth auth, Integer perMinute) {
    HttpRead read =
        new HttpRead("/", Map.of(), Map.of("X-Version", "7"), "", null, null, 2_000, 3, LIMIT);
    return new ApiClient(
        new PlanConnection.Http("api", server.url() + "/v1", auth, perMinute),
        read,
        settings,
        Clock.systemUTC(),
        waited::add);
  }

  private static HttpAuth auth(HttpAuth.Type type, String tokenUrl) {
    boolean user = type == HttpAuth.Type.BASIC || type == HttpAuth.Type.OAUTH2;
    String header = type == HttpAuth.Type.HEADER ? "X-Key" : null;
    return new HttpAuth(type, user ? "USER" : null, "SECRET", header, tokenUrl, "read all");
  }

  private String get(ApiServer server, HttpAuth auth) {
    HttpResponse<byte[]> answer =
        client(server, auth, null).get(URI.create(server.url() + "/v1/a"));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private StepFailure failure(ApiServer server, HttpAuth auth) {
    StepFailure failure = catchThrowableOfType(StepFailure.class, () -> get(server, auth));
    assertThat(failure.getMessage()).doesNotContain(SECRET).doesNotContain("hidden");
    return failure;
  }

  @ParameterizedTest
  @CsvSource({
    "BEARER, Authorization, Bearer s3cret-word",
    "BASIC, Authorization, Basic bWU6czNjcmV0LXdvcmQ=",
    "HEADER, X-Key, s3cret-word"
  })
  void eachKindOfCredentialIsOneHeader(HttpAuth.Type type, String header, String value) {
    ApiServer server = serve(request -> request.answer(200, "[]"));
    assertThat(get(server, auth(type, null))).isEqualTo("[]");
    assertThat(server.requests().get(0).header(header)).isEqualTo(value);
    assertThat(server.requests().get(0).header("X-Version")).isEqualTo("7");
  }

  @Test
  void aTokenIsAskedForOnceAndAgainWhenItIsRefused() {
    AtomicInteger given = new AtomicInteger();
    ApiServer server =
        serve(
            request -> {
              if (request.path().equals("/token")) {
                request.answer(200, "{\"access_token\":\"token-" + given.incrementAndGet() + "\"}");
              } else if ("Bearer token-1".equals(request.header("Authorization"))
                  && request.path().endsWith("2")) {
                request.answer(401, "");
              } else {
                request.answer(200, request.header("Authorization"));
              }
            });
    ApiClient client = client(server, auth(HttpAuth.Type.OAUTH2, server.url() + "/token"), null);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(new String(client.get(URI.create(server.url() + "/v1/" + i)).body()));
    }
    assertThat(answers)
        .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
    ApiServer.Request asked = server.requests().get(0);
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=read+all");
    assertThat(asked.header("Authorization")).isEqualTo("Basic bWU6czNjcmV0LXdvcmQ=");
    assertThat(settings.redact("it was token-2")).isEqualTo("it was *****");
  }

  @Test
  void aClientThatGetsNoTokenIsDeniedAccess() {
    ApiServer server = serve(request -> request.answer(400, "{\"error\":\"hidden\"}"));
    assertThat(failure(server, auth(HttpAuth.Type.OAUTH2, server.url() + "/token")).reason())
        .isEqualTo(FailureReason.ACCESS_DENIED);
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherHost() {
    ApiServer thief = serve(request -> request.answer(200, "[]"));
    ApiServer server =
        serve(request -> request.answer(302, "", "Location", thief.url() + "/x?hidden=1"));
    StepFailure failure = failure(server, auth(HttpAuth.Type.BEARER, null));
    assertThat(failure.reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(failure).hasMessageContaining("is not the origin of its connection");
    assertThat(thief.requests()).isEmpty();
  }

  @Test
  void aRedirectOnTheSameHostIsFollowedAndACircleIsNot() {
    ApiServer server =
        serve(
            request -> {
              if (request.path().equals("/v2/a")) {
                request.answer(200, request.header("Authorization"));
              } else {
                request.answer(307, "", "Location", "/v2/a");
              }
            });
    assertThat(get(server, auth(HttpAuth.Type.BEARER, null))).isEqualTo("Bearer " + SECRET);
    ApiServer circle = serve(request -> request.answer(301, "", "Location", request.path()));
    assertThat(failure(circle, null).reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
  }

  @Test
  void whatMayPassIsTriedAgainAndRetryAfterIsWaitedFor() {
    AtomicInteger asked = new AtomicInteger();
    ApiServer server =
        serve(
            request -> {
              switch (asked.incrementAndGet()) {
                case 1 -> request.answer(429, "", "Retry-After", "7");
                case 2 -> request.breakOff();
                default -> request.answer(200, "[]");
              }
            });
    assertThat(get(server, null)).isEqualTo("[]");
    assertThat(waited).hasSize(2).first().isEqualTo(Duration.ofSeconds(7));
    assertThat(waited.get(1)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void afterTheLastTryTheSourceIsUnreachable() {
    ApiServer server = serve(request -> request.answer(503, "hidden"));
    StepFailure failure = failure(server, auth(HttpAuth.Type.BEARER, null));
    assertThat(failure.reason()).isEqualTo(FailureReason.SOURCE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("answered 503, also at try 3");
    assertThat(server.requests()).hasSize(3);
    server.close();
    assertThat(failure(server, null).reason()).isEqualTo(FailureReason.SOURCE_UNREACHABLE);
  }

  @Test
  void nobodyWaitsForHours() {
    ApiServer server = serve(request -> request.answer(429, "", "Retry-After", "86400"));
    assertThat(failure(server, null)).hasMessageContaining("asks to wait for 86400 s");
    assertThat(waited).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "404, SOURCE_NOT_FOUND",
    "400, PLAN_INVALID"
  })
  void aRefusalHasItsReason(int status, FailureReason reason) {
    ApiServer server = serve(request -> request.answer(status, "hidden"));
    assertThat(failure(server, auth(HttpAuth.Type.BEARER, null)).reason()).isEqualTo(reason);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
    ApiServer server = serve(request -> request.answer(200, "x".repeat((int) LIMIT + 1)));
    StepFailure failure = failure(server, null);
    assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(failure).hasMessageContaining("more than 1000 bytes");
  }

  @Test
  void requestsKeepTheirPace() {
    ApiServer server = serve(request -> request.answer(200, "[]"));
    ApiClient client = client(server, null, 1);
    client.get(URI.create(server.url() + "/v1/a"));
    client.get(URI.create(server.url() + "/v1/a"));
    assertThat(waited).hasSize(1);
    assertThat(waited.get(0)).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
  }
}
