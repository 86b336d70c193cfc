package dev.lakehouse.spark.bronze.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.HttpRead.Incremental;
import dev.lakehouse.plan.HttpRead.MarkFormat;
import dev.lakehouse.plan.HttpRead.Pagination;
import dev.lakehouse.plan.HttpRead.PaginationType;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.bronze.records.FieldNames;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions of the HTTP source that need neither server nor Spark. */
class HttpRulesTest {
  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final URI HERE = URI.create("https://h/v3/a?x=1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | PT7S",
        "Mon, 04 May 2026 10:01:00 GMT | PT1M",
        "Mon, 04 May 2026 09:00:00 GMT | PT0S",
        "soon | "
      })
  void retryAfterIsSecondsOrADate(String header, Duration wait) {
    assertThat(Retries.retryAfter(Optional.of(header), NOW)).isEqualTo(Optional.ofNullable(wait));
  }

  @Test
  void theBackOffGrowsIsRandomAndHasAnEnd() {
    assertThat(Retries.pause(1, Optional.empty(), 1)).isEqualTo(Duration.ofMillis(500));
    assertThat(Retries.pause(3, Optional.empty(), 1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Retries.pause(3, Optional.empty(), 0.25)).isEqualTo(Duration.ofMillis(500));
    assertThat(Retries.pause(99, Optional.empty(), 1)).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<https://h/2>; rel=\"next\" | https://h/2",
        "<https://h/0>; rel=prev, <https://h/2?a=1,2>; title=\"a, b\"; rel=\"last next\" |"
            + " https://h/2?a=1,2",
        "<https://h/2>; rel=next; x=y | https://h/2",
        "<https://h/2>; rel=nextish | ",
        "<https://h/9>; rel=\"last\" | "
      })
  void theNextLinkIsFoundAmongOthers(String header, String next) {
    assertThat(Links.next(List.of(header))).isEqualTo(Optional.ofNullable(next));
  }

  private static Page page(String json) {
    return Page.of(HERE, json.getBytes(), "/data");
  }

  private static Paging paging(PaginationType type, String parameter, String next, Integer size) {
    Integer first = type == PaginationType.PAGE ? (Integer) 1 : null;
    String sizeParameter = size == null ? null : "limit";
    return new Paging(
        "https://h/v3/",
        "/a",
        Map.of("q", "ä&b"),
        new Pagination(type, parameter, first, next, sizeParameter, size));
  }

  @Test
  void numbersGoOnUntilAPageIsEmpty() {
    Paging pages = paging(PaginationType.PAGE, "page", null, 2);
    assertThat(pages.first()).hasToString("https://h/v3/a?limit=2&page=1&q=%C3%A4%26b");
    assertThat(pages.after(page("{\"data\":[{}]}"), List.of()).orElseThrow())
        .hasToString("https://h/v3/a?limit=2&page=2&q=%C3%A4%26b");
    assertThat(pages.after(page("{\"data\":[]}"), List.of())).isEmpty();
    Paging offsets = paging(PaginationType.OFFSET, "skip", null, null);
    assertThat(offsets.first()).hasToString("https://h/v3/a?q=%C3%A4%26b&skip=0");
    assertThat(offsets.after(page("{\"data\":[{},{},{}]}"), List.of()).orElseThrow())
        .hasToString("https://h/v3/a?q=%C3%A4%26b&skip=3");
  }

  @Test
  void aCursorIsAParameterOrAnAddress() {
    Paging cursor = paging(PaginationType.CURSOR, "after", "/next", null);
    assertThat(cursor.after(page("{\"data\":[],\"next\":\"a+b\"}"), List.of()).orElseThrow())
        .hasToString("https://h/v3/a?after=a%2Bb&q=%C3%A4%26b");
    for (String end : List.of("null", "\"\"", "false")) {
      assertThat(cursor.after(page("{\"data\":[{}],\"next\":" + end + "}"), List.of())).isEmpty();
    }
    assertThat(cursor.after(page("{\"data\":[{}]}"), List.of())).isEmpty();
    Paging address = paging(PaginationType.CURSOR, null, "/next", null);
    assertThat(address.after(page("{\"data\":[],\"next\":\"/v3/b?c=2\"}"), List.of()).orElseThrow())
        .hasToString("https://h/v3/b?c=2");
  }

  @Test
  void anAnswerThatIsNotAsDeclaredSaysSoWithoutItsContent() {
    assertThat(page("{\"data\":null}").records()).isEmpty();
    assertThat(page("").records()).isEmpty();
    assertThat(page("{\"data\":{\"a\":1}}").records()).hasSize(1);
    for (String bad :
        List.of("<p>hidden", "{\"items\":[{}]}", "{\"data\":[\"hidden\"]}", "{} {}")) {
      assertThatThrownBy(() -> page(bad))
          .isInstanceOf(StepFailure.class)
          .hasMessageNotContaining("hidden");
    }
  }

  @Test
  void pagesThatLeadInACircleEnd() {
    LoopGuard loops = new LoopGuard();
    loops.page(HERE, new byte[] {1}, false);
    assertThatThrownBy(() -> loops.page(HERE, new byte[] {2}, false))
        .hasMessageContaining("lead in a circle");
    LoopGuard same = new LoopGuard();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                same.page(URI.create("https://h/?p=" + i), new byte[] {1}, false);
              }
            })
        .hasMessageContaining("in a row are the same");
  }

  @ParameterizedTest
  @CsvSource({
    "ISO8601, 2026-05-04T10:00:00.12Z, 2026-05-04T10:00:00.120000000Z, 2026-05-04T10:00:00.120Z",
    "ISO8601, 2026-05-04T12:00:00+0200, 2026-05-04T10:00:00.000000000Z, 2026-05-04T10:00:00Z",
    "ISO8601, 2026-05-04T12:00:00+02:00, 2026-05-04T10:00:00.000000000Z, 2026-05-04T10:00:00Z",
    "ISO8601, 2026-05-04 10:00:00, 2026-05-04T10:00:00.000000000Z, 2026-05-04T10:00:00Z",
    "ISO8601, 2026-05-04, 2026-05-04T00:00:00.000000000Z, 2026-05-04T00:00:00Z",
    "EPOCH_SECONDS, 1777888800.5, 2026-05-04T10:00:00.500000000Z, 1777888800",
    "EPOCH_MILLIS, 1777888800001, 2026-05-04T10:00:00.001000000Z, 1777888800001",
    "NUMBER, 1.0E3, 1000, 1000"
  })
  void marksHaveOneFormWhateverTheApiWrites(
      MarkFormat format, String written, String text, String parameter) {
    Mark mark = new Mark(new Incremental("/at", "since", format, 0, null));
    assertThat(mark.parsed(written)).isEqualTo(text);
    assertThat(mark.parameter(text)).isEqualTo(parameter);
    assertThat(mark.minusOverlap(text)).isEqualTo(text);
  }

  @Test
  void theOverlapGoesBackAndNumbersAreNoTexts() {
    Mark time = new Mark(new Incremental("/at", "since", MarkFormat.ISO8601, 60_000, null));
    assertThat(time.minusOverlap("2026-05-04T10:00:00.000000000Z"))
        .isEqualTo("2026-05-04T09:59:00.000000000Z");
    Mark number = new Mark(new Incremental("/at", "since", MarkFormat.NUMBER, 0, null));
    assertThat(number.order().compare("9", "10")).isNegative();
    assertThatThrownBy(() -> time.parsed("hidden")).hasMessageNotContaining("hidden");
  }

  @Test
  void fieldsFindTheirColumns() throws Exception {
    FieldNames names =
        new FieldNames(
            List.of(new Step.ColumnType("updated_at", "string"), new Step.ColumnType("id", "int")));
    ObjectNode record =
        (ObjectNode) new ObjectMapper().readTree("{\"updatedAt\":1,\"ID\":2,\"id\":3,\"other\":4}");
    assertThat(names.of(record)).hasToString("{\"updated_at\":1,\"ID\":2,\"id\":3,\"other\":4}");
  }
}
