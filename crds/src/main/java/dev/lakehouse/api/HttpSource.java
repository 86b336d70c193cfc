package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** Records that an HTTP API gives as JSON, page by page. */
@ApiType
public record HttpSource(
    @Required
        @Size(min = 1, max = 40)
        @JsonPropertyDescription("Name of an http connection of the Lakehouse.")
        String connection,
    @Required
        @Size(min = 1, max = 500)
        @ValidationRule(
            value = "self.matches('^/[^?#]*$') && !self.contains('..')",
            message = "must be a path that begins with '/', without '..'; parameters go to query")
        @JsonPropertyDescription("Path below the connection's url, for example /contacts.")
        String path,
    @JsonPropertyDescription("Parameters of every request, for example {status: active}.")
        Map<String, String> query,
    @JsonPropertyDescription(
            "Headers of every request that are no secrets, for example {X-Version: '2024-10'}.")
        Map<String, String> headers,
    @Size(max = 200)
        @ValidationRule(value = POINTER, message = POINTER_SAYS)
        @JsonPropertyDescription(
            "JSON Pointer to a page's records, for example /data/items. Absent: the page is the"
                + " array.")
        String records,
    @JsonPropertyDescription("How one page leads to the next; absent: there is one page.")
        Pagination pagination,
    @JsonPropertyDescription(
            "Read only what changed since the last time. Absent: everything, each time.")
        Incremental incremental,
    @Default("30s")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription("How long one answer may take. Defaults to 30s.")
        String timeout,
    @Default("6")
        @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "How often one request is tried that is not answered, or by 408, 429 or 5xx; between,"
                + " its Retry-After or a growing random time is waited for. Defaults to 6.")
        Integer attempts,
    @Default("16Mi")
        @Size(max = 20)
        @JsonPropertyDescription(
            "Greatest size of one page; a larger one fails the read. Defaults to 16Mi.")
        String maxPageSize) {
  static final String POINTER = "self == '' || self.matches('^(/([^~/]|~[01])*)+$')";
  static final String POINTER_SAYS =
      "is not a JSON Pointer such as /data/items: each name on the way after a '/'";

  /** How one page leads to the next. */
  @ApiType
  @ValidationRule(
      value = "!(self.type in ['Page', 'Offset']) || has(self.parameter)",
      message = "needs parameter, which takes the page's number or offset")
  @ValidationRule(
      value = "(self.type == 'Cursor') == has(self.next)",
      message = "next goes with type Cursor, and only with it")
  @ValidationRule(
      value = "self.type != 'Link' || !has(self.parameter)",
      message = "parameter does not go with type Link")
  @ValidationRule(
      value = "has(self.size) == has(self.sizeParameter)",
      message = "size and sizeParameter go together")
  @ValidationRule(
      value = "self.type in ['Page', 'Offset'] || !has(self.first)",
      message = "first goes with the types Page and Offset only")
  public record Pagination(
      @Required
          @JsonPropertyDescription(
              "Page: pages have numbers; Offset: they begin at the n-th record; both end at the"
                  + " first empty page. Cursor: a page holds what leads to the next. Link: the"
                  + " header Link does.")
          PaginationType type,
      @Size(min = 1, max = 100)
          @JsonPropertyDescription(
              "Takes the page's number, offset or cursor. Absent with Cursor: next is an address.")
          String parameter,
      @Min(0)
          @Max(1)
          @JsonPropertyDescription(
              "Number of the first page or record. Absent: 1 for Page, 0 for Offset.")
          Integer first,
      @Size(min = 2, max = 200)
          @ValidationRule(value = POINTER, message = POINTER_SAYS)
          @JsonPropertyDescription(
              "JSON Pointer to what leads to the next page, for example /paging/next/after; null,"
                  + " empty or absent in the last.")
          String next,
      @Size(min = 1, max = 100) @JsonPropertyDescription("Parameter with the size of pages.")
          String sizeParameter,
      @Min(1) @Max(100000) @JsonPropertyDescription("How many records a page is asked to hold.")
          Integer size) {}

  /** Kinds of pagination. */
  public enum PaginationType {
    @JsonProperty("Page")
    PAGE,
    @JsonProperty("Offset")
    OFFSET,
    @JsonProperty("Cursor")
    CURSOR,
    @JsonProperty("Link")
    LINK
  }

  /** A field by which what is new is asked for. */
  @ApiType
  @ValidationRule(
      value = "!has(self.overlap) || self.format != 'Number'",
      message = "overlap is a time and does not go with format Number")
  public record Incremental(
      @Required
          @Size(min = 2, max = 200)
          @ValidationRule(value = POINTER, message = POINTER_SAYS)
          @JsonPropertyDescription(
              "JSON Pointer to a field that only grows when a record changes, for example"
                  + " /updatedAt.")
          String field,
      @Required
          @Size(min = 1, max = 100)
          @JsonPropertyDescription(
              "Takes the greatest value read, inclusive or not: records the table has are not added"
                  + " again.")
          String parameter,
      @Default("Iso8601")
          @JsonPropertyDescription(
              "What field and parameter hold: a time as text (UTC unless it says otherwise) or as"
                  + " number, or any growing number. Defaults to Iso8601.")
          MarkFormat format,
      @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "How far before the greatest value the next read begins, for records that appear"
                  + " late. Absent: at it.")
          String overlap,
      @Size(min = 1, max = 40)
          @JsonPropertyDescription("What the first read asks for; absent: without the parameter.")
          String from) {}

  /** What a growing field holds. */
  public enum MarkFormat {
    @JsonProperty("Iso8601")
    ISO8601,
    @JsonProperty("EpochSeconds")
    EPOCH_SECONDS,
    @JsonProperty("EpochMillis")
    EPOCH_MILLIS,
    @JsonProperty("Number")
    NUMBER
  }
}
