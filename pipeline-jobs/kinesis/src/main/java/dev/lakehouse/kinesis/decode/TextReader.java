package dev.lakehouse.kinesis.decode;

/** Payloads that are one value as a whole: UTF-8 text, or bytes of any kind. */
final class TextReader implements PayloadReader {
  static final String COLUMN = "value";

  private final boolean isText;

  TextReader(boolean isText) {
    this.isText = isText;
  }

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    row.field(COLUMN, isText ? Texts.requireUtf8(payload) : payload);
  }
}
