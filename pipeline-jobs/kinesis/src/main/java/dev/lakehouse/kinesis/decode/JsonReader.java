package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import java.io.IOException;

/** JSON objects, read field by field: no tree is built but of nested values. */
final class JsonReader implements PayloadReader {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    try (JsonParser parser = MAPPER.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedPayloadException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        field(parser, row);
      }
      // A second value after the object means that two records ran together, or that one was cut.
      if (parser.nextToken() != null) {
        throw new MalformedPayloadException("no JSON: more than one value");
      }
    } catch (NumberFormatException e) {
      // Valid by the grammar, and a number that nothing can hold: 1e21793843955.
      throw new MalformedPayloadException("no JSON: a number out of range");
    } catch (IOException e) {
      throw new MalformedPayloadException("no JSON: " + reason(e));
    }
  }

  private static void field(JsonParser parser, RowFiller row) throws IOException {
    String name = parser.currentName();
    Integer ordinal = row.ordinal(name);
    JsonToken token = parser.nextToken();
    if (ordinal == null) {
      row.unknown(name, raw(parser, token));
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT
        && (row.type(ordinal) instanceof DoubleType || row.type(ordinal) instanceof FloatType)) {
      floating(parser, row, ordinal);
    } else {
      row.set(ordinal, raw(parser, token));
    }
  }

  /** Without the detour over a decimal, unless the number is out of range and kept as it came. */
  private static void floating(JsonParser parser, RowFiller row, int ordinal) throws IOException {
    double value = parser.getDoubleValue();
    boolean fits = row.type(ordinal) instanceof DoubleType && Double.isFinite(value);
    if (fits) {
      row.setFitting(ordinal, value);
    } else {
      row.set(ordinal, parser.getDecimalValue());
    }
  }

  private static Object raw(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      default -> parser.readValueAsTree();
    };
  }

  /** What is wrong and where, without the payload's text: it may hold personal data. */
  private static String reason(IOException e) {
    if (e instanceof JsonProcessingException json) {
      json.clearLocation();
      return json.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
    return "unreadable";
  }
}
