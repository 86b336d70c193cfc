package dev.lakehouse.kinesis.decode;

/** No row can be made of a payload. The message never holds any of its content. */
final class MalformedPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPayloadException(String reason) {
    super(reason, null, false, false);
  }
}
