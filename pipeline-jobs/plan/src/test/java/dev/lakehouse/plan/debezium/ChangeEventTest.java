package dev.lakehouse.plan.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static JsonNode event(String name) throws IOException {
    try (InputStream in =
        ChangeEventTest.class.getResourceAsStream("/debezium/" + name + ".json")) {
      return MAPPER.readTree(in);
    }
  }

  private static JsonNode row(String name) throws IOException {
    ChangeEvent event = ChangeEvent.of(event(name));
    assertThat(event.unreadable()).isNull();
    return event.row();
  }

  @Test
  void valuesAreWhatTheirSchemaMeans() throws IOException {
    assertThat(row("postgres-create-with-schema"))
        .isEqualTo(
            MAPPER.readTree(
"""
{"id": 1001, "amount": 12.34, "rate": 12.345, "ordered_on": "2024-03-01",
 "paid_at": "2024-03-01T10:04:05.123456Z", "sent_at": "2024-03-01T10:04:05.123456Z",
 "slot": "12:34:56", "days": ["2024-03-01", null], "extra": "{\\"k\\": 1}",
 "_op": "c", "_source_ts": "2024-03-01T10:04:05.200123Z",
 "_source_position": "00000000000024023128"}"""));
  }

  @Test
  void theRowOfADeletionIsTheOneBefore() throws IOException {
    assertThat(row("postgres-delete-with-schema"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"id": 1, "since": "1970-01-01", "_op": "d", "_source_ts": "2024-03-01T10:04:07Z",
                 "_source_position": "00000000000024023300"}"""));
  }

  @ParameterizedTest
  @CsvSource({
    "postgres-read, r, Anne, 00000000000024000000",
    "postgres-update, u, Anne Marie, 00000000000024023200"
  })
  void eventsWithoutASchemaStayAsTheyAreWritten(
      String name, String op, String value, String position) throws IOException {
    assertThat(row(name).path("name").asText()).isEqualTo(value);
    assertThat(row(name).path("_op").asText()).isEqualTo(op);
    assertThat(row(name).path("_source_position").asText()).isEqualTo(position);
  }

  @Test
  void positionsHaveTheOrderOfTheLog() throws IOException {
    assertThat(row("mysql-update").path("_source_position").asText())
        .isEqualTo("mysql-bin.00000000000000000003:00000000000000000484:00000000000000000000");
    assertThat(row("sqlserver-create").path("_source_position").asText())
        .isEqualTo("00000027:00000758:0005:00000027:00000758:0003:00000000000000000001");
    List<String> sources =
        List.of(
            "{\"connector\":\"mysql\",\"file\":\"b.999\",\"pos\":5,\"row\":1}",
            "{\"connector\":\"mysql\",\"file\":\"b.999\",\"pos\":5,\"row\":10}",
            "{\"connector\":\"mysql\",\"file\":\"b.999\",\"pos\":40,\"row\":0}",
            "{\"connector\":\"mysql\",\"file\":\"b.1000\",\"pos\":4,\"row\":0}");
    assertThat(sources.stream().map(ChangeEventTest::position).toList()).isSorted();
    assertThat(position("{\"connector\":\"oracle\",\"scn\":\"2122184\",\"ssn\":3}"))
        .isEqualTo("00000000000002122184:00000000000000000003");
    assertThat(position("{\"connector\":\"mongodb\",\"ts_ms\":5000,\"ord\":31}"))
        .isEqualTo("00000000000000005000:00000000000000000031");
    assertThat(position("{\"connector\":\"other\",\"ts_ms\":5000}"))
        .isEqualTo("00000000000000005000");
    assertThat(position("{}")).isNull();
  }

  private static String position(String source) {
    try {
      return SourcePosition.of(MAPPER.readTree(source));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"schema\":null,\"payload\":null}", ""})
  void tombstonesSayNothing(String record) throws IOException {
    assertThat(ChangeEvent.of(MAPPER.readTree(record))).isEqualTo(new ChangeEvent(null, null));
  }

  @Test
  void messagesSayNothingOfRows() throws IOException {
    assertThat(ChangeEvent.of(event("postgres-message"))).isEqualTo(new ChangeEvent(null, null));
  }

  @Test
  void whatNoRowCanSayIsNamed() throws IOException {
    assertThat(ChangeEvent.of(event("postgres-truncate")).unreadable())
        .contains("the table was emptied");
    assertThat(ChangeEvent.of(MAPPER.readTree("{\"id\":7}")).unreadable())
        .contains("no op")
        .doesNotContain("7");
    assertThat(ChangeEvent.of(MAPPER.readTree("{\"op\":\"x\"}")).unreadable()).contains("none of");
    assertThat(
            ChangeEvent.of(MAPPER.readTree("{\"op\":\"d\",\"before\":null,\"after\":null}"))
                .unreadable())
        .contains("has no before");
  }

  @Test
  void aValueThatIsNotOfItsSchemaStays() throws IOException {
    JsonNode event =
        MAPPER.readTree(
"""
{"schema": {"fields": [{"field": "after", "fields": [
   {"field": "a", "name": "org.apache.kafka.connect.data.Decimal", "parameters": {"scale": "2"}},
   {"field": "b", "name": "io.debezium.time.MicroTime"},
   {"field": "c", "name": "io.debezium.time.Date"}]}]},
 "payload": {"op": "c", "after": {"a": "?", "b": -1, "c": "today"}, "source": {}}}""");
    JsonNode row = ChangeEvent.of(event).row();
    assertThat(row.path("a").asText()).isEqualTo("?");
    assertThat(row.path("b").asLong()).isEqualTo(-1);
    assertThat(row.path("c").asText()).isEqualTo("today");
  }
}
