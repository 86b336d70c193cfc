package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.HttpConnection;
import dev.lakehouse.api.HttpSource;
import dev.lakehouse.api.HttpSource.MarkFormat;
import dev.lakehouse.api.HttpSource.PaginationType;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.JobEnvironment;
import dev.lakehouse.plan.PlanConnection;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;

/** What a plan says of HTTP APIs; the specs have passed their checks. */
final class HttpSteps {
  private static final String TIMEOUT = "30s";
  private static final int ATTEMPTS = 6;
  private static final String MAX_PAGE_SIZE = "16Mi";
  private static final BigDecimal LARGEST_PAGE = new BigDecimal(1L << 30);

  private HttpSteps() {}

  static HttpRead read(HttpSource http) {
    return new HttpRead(
        http.path(),
        orEmpty(http.query()),
        orEmpty(http.headers()),
        or(http.records(), ""),
        http.pagination() == null ? null : pagination(http.pagination()),
        http.incremental() == null ? null : incremental(http.incremental()),
        Durations.parse(or(http.timeout(), TIMEOUT)).toMillis(),
        or(http.attempts(), ATTEMPTS),
        bytes(or(http.maxPageSize(), MAX_PAGE_SIZE)));
  }

  private static HttpRead.Pagination pagination(HttpSource.Pagination pages) {
    Integer first =
        switch (pages.type()) {
          case PAGE -> or(pages.first(), 1);
          case OFFSET -> or(pages.first(), 0);
          case CURSOR, LINK -> null;
        };
    return new HttpRead.Pagination(
        type(pages.type()),
        pages.parameter(),
        first,
        pages.next(),
        pages.sizeParameter(),
        pages.size());
  }

  private static HttpRead.PaginationType type(PaginationType type) {
    return switch (type) {
      case PAGE -> HttpRead.PaginationType.PAGE;
      case OFFSET -> HttpRead.PaginationType.OFFSET;
      case CURSOR -> HttpRead.PaginationType.CURSOR;
      case LINK -> HttpRead.PaginationType.LINK;
    };
  }

  private static HttpRead.Incremental incremental(HttpSource.Incremental field) {
    return new HttpRead.Incremental(
        field.field(),
        field.parameter(),
        switch (or(field.format(), MarkFormat.ISO8601)) {
          case ISO8601 -> HttpRead.MarkFormat.ISO8601;
          case EPOCH_SECONDS -> HttpRead.MarkFormat.EPOCH_SECONDS;
          case EPOCH_MILLIS -> HttpRead.MarkFormat.EPOCH_MILLIS;
          case NUMBER -> HttpRead.MarkFormat.NUMBER;
        },
        field.overlap() == null ? 0 : Durations.parse(field.overlap()).toMillis(),
        field.from());
  }

  static PlanConnection connection(String name, HttpConnection http) {
    return new PlanConnection.Http(
        name,
        http.url(),
        http.auth() == null ? null : auth(name, http.auth()),
        http.requestsPerMinute());
  }

  private static HttpAuth auth(String connection, HttpConnection.Auth auth) {
    boolean user =
        auth.type() == HttpConnection.AuthType.BASIC
            || auth.type() == HttpConnection.AuthType.OAUTH2;
    return new HttpAuth(
        switch (auth.type()) {
          case BEARER -> HttpAuth.Type.BEARER;
          case BASIC -> HttpAuth.Type.BASIC;
          case OAUTH2 -> HttpAuth.Type.OAUTH2;
          case HEADER -> HttpAuth.Type.HEADER;
        },
        user ? JobEnvironment.username(connection) : null,
        JobEnvironment.password(connection),
        auth.header(),
        auth.tokenUrl(),
        auth.scope());
  }

  /** A size up to 1 GiB as bytes; 0 for a text that is none. */
  static long bytes(String text) {
    try {
      BigDecimal bytes = Quantity.getAmountInBytes(new Quantity(text));
      return bytes.compareTo(LARGEST_PAGE) > 0 ? 0 : bytes.longValue();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return 0;
    }
  }
}
