package dev.lakehouse.kinesis.decode;

/** Reads payloads of one format. Used by one thread. */
interface PayloadReader {
  /**
   * Fills a row with the payload's fields.
   *
   * @throws MalformedPayloadException when it is not of this format; the row is then of no use
   */
  void read(byte[] payload, RowFiller row) throws MalformedPayloadException;
}
