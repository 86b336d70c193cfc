package dev.lakehouse.kinesis.source;

import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.plan.FailureReason;

/** Records are lost, and the user has to decide whether to go on. */
public final class DataLostException extends SourceException {
  private static final long serialVersionUID = 1L;

  public DataLostException(String shard, Gap gap) {
    super(
        FailureReason.DATA_LOST,
        "Records of %s that arrived between %s and %s (%d s, after sequence number %s) may be lost: the stream's retention was over before they were read. Set spec.kinesis.onDataLoss to Continue to go on behind the gap."
            .formatted(shard, gap.from(), gap.to(), gap.length().toSeconds(), gap.after()),
        null);
  }
}
