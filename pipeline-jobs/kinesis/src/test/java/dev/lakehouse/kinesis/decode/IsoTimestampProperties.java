package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way gives what Java's formatter gives, of good texts and of bad ones. */
class IsoTimestampProperties {
  @Property(tries = 2_000)
  void bothWaysAgree(@ForAll("texts") String text) {
    Object expected = outcome(text, true);
    assertThat(outcome(text, false)).as(text).isEqualTo(expected);
  }

  @Property(tries = 1_000)
  void readsWhatIsWritten(
      @ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second) {
    Instant time = Instant.ofEpochSecond(second, 123_456_000);
    String text =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZoneOffset.ofHours(-5)));
    assertThat(IsoTimestamp.micros(text)).isEqualTo(second * 1_000_000 + 123_456);
  }

  private static Object outcome(String text, boolean longWay) {
    try {
      return longWay ? IsoTimestamp.formatted(text) : IsoTimestamp.micros(text);
    } catch (DateTimeException e) {
      return "none";
    }
  }

  /**
   * In the usual form, most often; numbers are at and beyond their ranges, and signs may be wrong.
   */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> numbers =
        Combinators.combine(
                Arbitraries.of(0, 1, 1969, 1970, 2000, 2023, 2024, 2100, 9999),
                Arbitraries.integers().between(0, 13),
                Arbitraries.of(0, 1, 27, 28, 29, 30, 31, 32),
                Arbitraries.of(0, 9, 23, 24),
                Arbitraries.of(0, 30, 59, 60),
                Arbitraries.of(0, 30, 59, 60, 99))
            .as("%04d-%02d-%02dT%02d:%02d:%02d"::formatted);
    Arbitrary<String> rests =
        Arbitraries.of(
            "",
            "Z",
            ".5",
            ".123456",
            ".1234567",
            ".123456789",
            ".",
            ".5Z",
            ".000001+02:00",
            "+00:00",
            "-00:00",
            "+05:30",
            "-17:59",
            "+18:00",
            "+19:00",
            "+1:00",
            "+0100",
            "z",
            "+05:60",
            "Z ",
            "+ab:cd",
            "+٠١:00");
    return Combinators.combine(numbers, rests, Arbitraries.integers().between(-8, 19))
        .as(
            (text, rest, place) ->
                (place < 0
                        ? text
                        : text.substring(0, place - place % 2)
                            + "T :-x5٣".charAt(place % 7)
                            + text.substring(place - place % 2 + 1))
                    + rest);
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01 00:00:01.5, 1500000",
    "1969-12-31T23:59:59.999999Z, -1",
    "1970-01-01T02:00:00+01:00, 3600000000",
    "1970-01-01T00:00, 0",
    "9999-12-31T23:59:59Z, 253402300799000000",
    "1970-01-01T00:00:00.0000019Z, 1"
  })
  void reads(String text, long micros) {
    assertThat(IsoTimestamp.micros(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", "now"})
  void whatIsNoTimeIsNotMadeOne(String text) {
    assertThatThrownBy(() -> IsoTimestamp.micros(text)).isInstanceOf(DateTimeException.class);
  }
}
