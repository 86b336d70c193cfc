package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.spark.StepFailure;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which address follows a page; pure, one for each read. */
final class Paging {
  private final String address;
  private final HttpRead.Pagination pagination;
  private final Map<String, String> parameters;
  private long position;

  /**
   * The pages of one read.
   *
   * @param parameters of every request, those of pagination apart
   */
  Paging(String base, String path, Map<String, String> parameters, HttpRead.Pagination pagination) {
    this.address = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    this.pagination = pagination;
    this.parameters = new TreeMap<>(parameters);
    if (pagination != null && pagination.sizeParameter() != null) {
      this.parameters.put(pagination.sizeParameter(), pagination.size().toString());
    }
    this.position = pagination == null || pagination.first() == null ? 0 : pagination.first();
  }

  /** The first page. */
  URI first() {
    return numbered() ? at(Long.toString(position)) : address(parameters);
  }

  /** The page after {@code page}; empty when it is the last. */
  Optional<URI> after(Page page, List<String> linkHeaders) {
    if (pagination == null) {
      return Optional.empty();
    }
    return switch (pagination.type()) {
      case PAGE -> numbered(page, 1);
      case OFFSET -> numbered(page, page.records().size());
      case CURSOR -> cursor(page);
      case LINK -> Links.next(linkHeaders).map(link -> resolved(page, link));
    };
  }

  private boolean numbered() {
    return pagination != null
        && (pagination.type() == HttpRead.PaginationType.PAGE
            || pagination.type() == HttpRead.PaginationType.OFFSET);
  }

  /** A page with fewer records than asked for is not the last: APIs have limits of their own. */
  private Optional<URI> numbered(Page page, int step) {
    if (page.records().isEmpty()) {
      return Optional.empty();
    }
    position += step;
    return Optional.of(at(Long.toString(position)));
  }

  private Optional<URI> cursor(Page page) {
    JsonNode next = page.document().at(JsonPointer.compile(pagination.next()));
    if (next.isMissingNode() || next.isNull() || next.asText().isEmpty() || isFalse(next)) {
      return Optional.empty();
    }
    return Optional.of(
        pagination.parameter() == null ? resolved(page, next.asText()) : at(next.asText()));
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }

  private static URI resolved(Page page, String link) {
    try {
      return page.uri().resolve(link);
    } catch (IllegalArgumentException e) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "What %s names as its next page is no address. Correct pagination in the DataSource: where next holds a cursor, name its parameter."
              .formatted(ApiClient.shown(page.uri())));
    }
  }

  private URI at(String value) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put(pagination.parameter(), value);
    return address(all);
  }

  private URI address(Map<String, String> all) {
    String query =
        all.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(query.isEmpty() ? address : address + "?" + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
