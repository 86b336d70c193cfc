package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.RowMaker;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.core.UnfitRecordException;
import dev.lakehouse.plan.Decoding.Evolution;
import java.time.Instant;

/** Rows of a bronze table, and of its dead letters, from payloads of any format. */
public final class PayloadRows implements RowMaker {
  private final TableLayout layout;
  private final PayloadReader reader;
  private final Evolution evolution;
  private final RowFiller filler;

  PayloadRows(TableLayout layout, PayloadReader reader, Evolution evolution) {
    this.layout = layout;
    this.reader = reader;
    this.evolution = evolution;
    this.filler = new RowFiller(layout, evolution);
  }

  /** The columns of the rows that it makes. */
  public TableLayout layout() {
    return layout;
  }

  @Override
  public Decoded bronze(String shard, StreamRecord record, Instant ingestedAt) {
    filler.begin();
    try {
      reader.read(record.data(), filler);
    } catch (MalformedPayloadException e) {
      return new Decoded.Malformed(e.getMessage());
    }
    if (filler.isNothing()) {
      return new Decoded.Nothing();
    }
    if (evolution == Evolution.FAIL && filler.misfit() != null) {
      throw new UnfitRecordException(
          "The record %s of %s does not fit the declared columns: %s. spec.schema.evolution is Fail, so the consumer stops before it and loses nothing. Declare what it has in spec.schema.columns, or set evolution to Rescue or AddColumns."
              .formatted(record.sequence(), shard, filler.misfit()));
    }
    Object[] row = filler.finish();
    Origin.set(row, layout.rescued() + 1, shard, record, ingestedAt);
    return new Decoded.Row(row, filler.hasRescued());
  }

  @Override
  public Object[] deadLetter(String shard, StreamRecord record, String reason, Instant ingestedAt) {
    String text = Texts.utf8(record.data());
    return DeadLetterColumns.row(
        text, text == null ? record.data() : null, reason, shard, record, ingestedAt);
  }
}
