package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.HttpConnection;
import dev.lakehouse.api.HttpSource;
import dev.lakehouse.api.HttpSource.MarkFormat;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The checks of what a DataSource reads from an HTTP API, in the order of its fields. */
final class HttpChecks {
  /** Those that hold secrets, and those that the HTTP client sets itself. */
  private static final Set<String> RESERVED_HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "host",
          "connection",
          "content-length",
          "expect",
          "upgrade");

  private HttpChecks() {}

  static void check(HttpSource http, Scope scope, Findings findings) {
    CommonChecks.connection(
        "spec.http.connection", http.connection(), scope, found -> found.http() != null, findings);
    if (!isPath(http.path())) {
      findings.add(
          "spec.http.path",
          SpecReason.INVALID_SPEC,
          "'" + http.path() + "' is not the path of an address; write other signs as %XX");
    }
    orEmpty(http.headers()).keySet().stream()
        .filter(header -> RESERVED_HEADERS.contains(header.toLowerCase(Locale.ROOT)))
        .sorted()
        .forEach(
            header ->
                findings.add(
                    "spec.http.headers",
                    SpecReason.INVALID_SPEC,
                    "'"
                        + header
                        + "' can't be set here: credentials belong to the connection's auth, the"
                        + " rest is the client's"));
    parameters(http, findings);
    if (http.incremental() != null) {
      incremental(http.incremental(), findings);
    }
    findings.checkDuration("spec.http.timeout", http.timeout());
    if (http.maxPageSize() != null && HttpSteps.bytes(http.maxPageSize()) <= 0) {
      findings.add(
          "spec.http.maxPageSize",
          SpecReason.INVALID_SPEC,
          "'" + http.maxPageSize() + "' is not a size of memory up to 1Gi; write for example 16Mi");
    }
  }

  /** A parameter that is sent with two values means one or the other, as the API likes. */
  private static void parameters(HttpSource http, Findings findings) {
    Stream<String> own =
        Stream.concat(
            http.pagination() == null
                ? Stream.empty()
                : Stream.of(
                    orEmptyText(http.pagination().parameter()),
                    orEmptyText(http.pagination().sizeParameter())),
            http.incremental() == null
                ? Stream.empty()
                : Stream.of(http.incremental().parameter()));
    own.filter(name -> orEmpty(http.query()).containsKey(name))
        .forEach(
            name ->
                findings.add(
                    "spec.http.query",
                    SpecReason.INVALID_SPEC,
                    "parameter '"
                        + name
                        + "' is set by pagination or incremental; remove it here"));
  }

  private static void incremental(HttpSource.Incremental incremental, Findings findings) {
    findings.checkDuration("spec.http.incremental.overlap", incremental.overlap());
    if (incremental.overlap() != null && incremental.format() == MarkFormat.NUMBER) {
      findings.add(
          "spec.http.incremental.overlap",
          SpecReason.INVALID_SPEC,
          "is a time, and the field's format is Number; remove it, or say which time the number"
              + " is");
    }
    boolean numeric = incremental.format() != null && incremental.format() != MarkFormat.ISO8601;
    if (incremental.from() != null && numeric && !isNumber(incremental.from())) {
      findings.add(
          "spec.http.incremental.from",
          SpecReason.INVALID_SPEC,
          "'" + incremental.from() + "' is not a number, as its format is");
    }
  }

  static void auth(String path, HttpConnection http, Findings findings) {
    try {
      if (URI.create(http.url()).getHost() == null) {
        throw new IllegalArgumentException();
      }
    } catch (IllegalArgumentException e) {
      findings.add(
          path + ".url",
          SpecReason.INVALID_SPEC,
          "'" + http.url() + "' is not the address of a host; write https://HOST[:PORT][/PATH]");
    }
  }

  private static boolean isPath(String text) {
    try {
      return URI.create(text).getRawPath().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isNumber(String text) {
    try {
      new BigDecimal(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String orEmptyText(String text) {
    return text == null ? "" : text;
  }
}
