package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpRead.Incremental;
import dev.lakehouse.plan.HttpRead.MarkFormat;
import dev.lakehouse.spark.StepFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Comparator;
import java.util.Optional;

/**
 * High-water values of one source. Their text, which stands in the table and in its commits, is the
 * same whatever the API writes: a time in UTC with nine digits of a second, which sorts as text, or
 * a plain number.
 */
record Mark(Incremental incremental) {
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .appendPattern("[XXX][XX][X]")
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter();
  private static final int NANO_DIGITS = 9;
  private static final int MILLI_DIGITS = 3;

  /** The value of a record; empty when it has none. */
  Optional<String> of(JsonNode record) {
    JsonNode value = record.at(JsonPointer.compile(incremental.field()));
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    return Optional.of(parsed(value.asText()));
  }

  /** What the API wrote, or the user as {@code from}. */
  String parsed(String written) {
    try {
      return switch (incremental.format()) {
        case ISO8601 -> TEXT.format(Instant.from(iso(written)));
        case EPOCH_SECONDS -> ofEpoch(new BigDecimal(written));
        case EPOCH_MILLIS -> ofEpoch(new BigDecimal(written).movePointLeft(MILLI_DIGITS));
        case NUMBER -> new BigDecimal(written).stripTrailingZeros().toPlainString();
      };
    } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
      // Without the value: it is data.
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "Field %s of a record is no %s value. Correct incremental.field or incremental.format in the DataSource."
              .formatted(incremental.field(), incremental.format()));
    }
  }

  private static TemporalAccessor iso(String written) {
    return ISO.parse(written.strip());
  }

  private static String ofEpoch(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos =
        seconds
            .subtract(whole)
            .movePointRight(NANO_DIGITS)
            .setScale(0, RoundingMode.FLOOR)
            .longValue();
    return TEXT.format(Instant.ofEpochSecond(whole.longValueExact(), nanos));
  }

  /** The text of a time. */
  static String of(Instant time) {
    return TEXT.format(time);
  }

  /** Where the next read begins. */
  String minusOverlap(String mark) {
    return incremental.format() == MarkFormat.NUMBER
        ? mark
        : TEXT.format(Instant.parse(mark).minus(Duration.ofMillis(incremental.overlapMillis())));
  }

  /** The value as the API's parameter wants it; never later than {@code mark}. */
  String parameter(String mark) {
    if (incremental.format() == MarkFormat.NUMBER) {
      return mark;
    }
    Instant time = Instant.parse(mark);
    return switch (incremental.format()) {
      case EPOCH_SECONDS -> Long.toString(time.getEpochSecond());
      case EPOCH_MILLIS -> Long.toString(time.toEpochMilli());
      default -> time.toString();
    };
  }

  /** From least to greatest. */
  Comparator<String> order() {
    return incremental.format() == MarkFormat.NUMBER
        ? Comparator.comparing(BigDecimal::new)
        : Comparator.naturalOrder();
  }
}
