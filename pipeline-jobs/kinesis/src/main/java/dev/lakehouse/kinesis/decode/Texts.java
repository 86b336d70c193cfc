package dev.lakehouse.kinesis.decode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes as UTF-8 text. */
final class Texts {
  private Texts() {}

  /** The text; null when the bytes are none. */
  static String utf8(byte[] data) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * The text.
   *
   * @throws MalformedPayloadException when the bytes are none
   */
  static String requireUtf8(byte[] data) throws MalformedPayloadException {
    String text = utf8(data);
    if (text == null) {
      throw new MalformedPayloadException("not UTF-8");
    }
    return text;
  }
}
