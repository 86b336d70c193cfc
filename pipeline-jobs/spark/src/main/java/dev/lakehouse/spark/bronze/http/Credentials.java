package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.StepFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;

/** Says who asks, by one header of a request. */
final class Credentials {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long DEFAULT_LIFETIME = 300;
  private static final long SPARE_SECONDS = 30;

  private final HttpAuth auth;
  private final String user;
  private final String secret;
  private final JobSettings settings;
  private final Clock clock;
  private String token;
  private Instant tokenEnds;

  /** Reads the secrets that the plan names from the job's environment. */
  Credentials(PlanConnection.Http connection, JobSettings settings, Clock clock) {
    this.auth = connection.auth();
    this.settings = settings;
    this.clock = clock;
    String of = " of connection '" + connection.name() + "'";
    this.user =
        auth == null || auth.userEnv() == null
            ? null
            : settings.required(auth.userEnv(), "the user name or client id" + of);
    this.secret = auth == null ? null : settings.required(auth.secretEnv(), "the secret" + of);
  }

  /** Adds the header to a request that goes to the connection's own origin. */
  void addTo(HttpRequest.Builder request, ApiClient client) {
    if (auth == null) {
      return;
    }
    switch (auth.type()) {
      case BEARER -> request.setHeader("Authorization", "Bearer " + secret);
      case BASIC -> request.setHeader("Authorization", basic(user, secret));
      case HEADER -> request.setHeader(auth.header(), secret);
      case OAUTH2 -> request.setHeader("Authorization", "Bearer " + token(client));
    }
  }

  /** Forgets a token that was refused; false when there is none that could be asked for anew. */
  boolean renew() {
    boolean had = token != null;
    token = null;
    return had;
  }

  private String token(ApiClient client) {
    if (token == null || !clock.instant().isBefore(tokenEnds)) {
      HttpResponse<byte[]> answer = client.exchange(tokenRequest());
      // A client that is not known gets 400 or 401 (RFC 6749 section 5.2).
      JsonNode given = answer.statusCode() == 200 ? json(answer.body()) : MAPPER.createObjectNode();
      String value = given.path("access_token").asText("");
      if (value.isEmpty()) {
        throw StepFailure.of(
            FailureReason.ACCESS_DENIED,
            "%s gave no token (it answered %d). Check tokenUrl and scope of the connection, and its Secret."
                .formatted(ApiClient.shown(URI.create(auth.tokenUrl())), answer.statusCode()));
      }
      settings.remember(value);
      token = value;
      long lifetime = given.path("expires_in").asLong(DEFAULT_LIFETIME);
      tokenEnds = clock.instant().plusSeconds(Math.max(1, lifetime - SPARE_SECONDS));
    }
    return token;
  }

  /** RFC 6749, sections 4.4.2 and 2.3.1. */
  private HttpRequest tokenRequest() {
    String form =
        "grant_type=client_credentials"
            + (auth.scope() == null ? "" : "&scope=" + encoded(auth.scope()));
    return HttpRequest.newBuilder(URI.create(auth.tokenUrl()))
        .header("Authorization", basic(encoded(user), encoded(secret)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  private static JsonNode json(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      // Its own message would quote the answer.
      return MAPPER.createObjectNode();
    }
  }

  private static String basic(String user, String secret) {
    byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
