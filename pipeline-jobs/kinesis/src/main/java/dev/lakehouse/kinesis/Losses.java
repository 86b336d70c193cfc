package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.source.DataLostException;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;

/** Whether reading may go on behind records that may be lost. */
final class Losses {
  private final OnDataLoss policy;
  private final Progress progress;

  Losses(OnDataLoss policy, Progress progress) {
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * Tells of the gap.
   *
   * @throws DataLostException when the user wants to decide
   */
  void requireConsent(String shard, Gap gap) {
    progress.lost(shard, gap);
    if (policy == OnDataLoss.STOP) {
      throw new DataLostException(shard, gap);
    }
  }
}
