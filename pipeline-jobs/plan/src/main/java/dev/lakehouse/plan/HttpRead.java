package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What a step asks an HTTP API for, and how it understands the answers.
 *
 * @param path below the connection's base; begins with a slash
 * @param query parameters of every request
 * @param headers headers of every request
 * @param records JSON Pointer to a page's array of records; empty: the page itself
 * @param pagination null: there is one page
 * @param incremental null: everything, each time
 * @param timeoutMillis how long one answer may take
 * @param attempts how often one request is tried, at least once
 * @param maxPageBytes greatest size of one page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpRead(
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String records,
    Pagination pagination,
    Incremental incremental,
    long timeoutMillis,
    int attempts,
    long maxPageBytes) {

  /**
   * How one page leads to the next.
   *
   * @param parameter carries the page's number, offset or cursor; null with {@link
   *     PaginationType#LINK}, and with {@link PaginationType#CURSOR} where {@code next} leads to an
   *     address
   * @param first number of the first page or record; null for cursors and links
   * @param next JSON Pointer to the next cursor; null but for cursors
   * @param sizeParameter carries {@code size}; both null: as the API likes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pagination(
      PaginationType type,
      String parameter,
      Integer first,
      String next,
      String sizeParameter,
      Integer size) {}

  /** Kinds of pagination. */
  public enum PaginationType {
    PAGE,
    OFFSET,
    CURSOR,
    LINK
  }

  /**
   * A field by which what is new is asked for.
   *
   * @param field JSON Pointer into a record
   * @param parameter carries the value to read from
   * @param overlapMillis how far before the greatest value the next read begins; 0 for numbers
   * @param from what the first read asks for; null: no parameter
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Incremental(
      String field, String parameter, MarkFormat format, long overlapMillis, String from) {}

  /** What a growing field holds. */
  public enum MarkFormat {
    ISO8601,
    EPOCH_SECONDS,
    EPOCH_MILLIS,
    NUMBER
  }
}
