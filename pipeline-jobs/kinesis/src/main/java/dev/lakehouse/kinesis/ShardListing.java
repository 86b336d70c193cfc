package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Gaps;
import dev.lakehouse.kinesis.core.GoneShards;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.ReadFailure;
import dev.lakehouse.kinesis.source.DataLostException;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks the stream for its shards from time to time, and looks after those it has no more. While it
 * can't be asked, the shards that are known are read on.
 */
final class ShardListing {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** How often within a retention the table is told that an idle shard was read. */
  private static final int TOUCHES_PER_RETENTION = 4;

  private final Ingestion ingestion;
  private final StreamSource source;
  private final Losses losses;
  private final Sharing sharing;
  private final Progress progress;
  private final Clock clock;
  private Instant due = Instant.MIN;
  private Instant notBefore = Instant.MIN;
  private int failures;
  private boolean known;

  ShardListing(
      Ingestion ingestion,
      StreamSource source,
      Losses losses,
      Sharing sharing,
      Progress progress,
      Clock clock) {
    this.ingestion = ingestion;
    this.source = source;
    this.losses = losses;
    this.sharing = sharing;
    this.progress = progress;
    this.clock = clock;
  }

  /** There may be other shards by now. */
  void isOld() {
    due = Instant.MIN;
  }

  /**
   * Lists the shards if it is time to.
   *
   * @throws SourceException when there is nothing to go on with
   * @throws ThrottledException likewise
   */
  void refresh() {
    Instant now = clock.instant();
    boolean isDue = !now.isBefore(due) || ingestion.shards().isListingOld();
    if (!isDue || now.isBefore(notBefore)) {
      return;
    }
    try {
      ingestion.shards().list(source.shards());
    } catch (ThrottledException | SourceException e) {
      failed(e, now);
      return;
    }
    known = true;
    failures = 0;
    due = now.plus(INTERVAL);
    sharing.shardsChanged();
    lookAfterTheRest(now);
  }

  private void failed(RuntimeException error, Instant now) {
    ReadFailure why = Trouble.readFailure(error);
    if (!known || why == ReadFailure.HELD_UP) {
      throw error;
    }
    failures++;
    notBefore = now.plus(why.pause(failures, ThreadLocalRandom.current().nextDouble()));
    if (why.isTold(failures)) {
      progress.listed(Trouble.of(error));
    }
  }

  private void lookAfterTheRest(Instant now) {
    Set<String> gone = GoneShards.of(ingestion.bronzeState(), ingestion.shards(), now);
    if (!gone.isEmpty()) {
      sharing.lost(ingestion.forget(gone));
    }
    Duration retention = source.retention();
    if (retention != null) {
      ingestion.touch(now.minus(retention.dividedBy(TOUCHES_PER_RETENTION)));
    }
    progress.listed(sharing.isLeader() ? vanished(retention, now) : null);
  }

  /** What is in the way of going on behind shards that the stream has dropped; null: nothing. */
  private Trouble vanished(Duration retention, Instant now) {
    Trouble trouble = null;
    Map<String, Gap> gaps =
        Gaps.vanished(ingestion.bronzeState(), ingestion.shards(), retention, now);
    for (Map.Entry<String, Gap> gone : gaps.entrySet()) {
      try {
        losses.requireConsent(gone.getKey(), gone.getValue());
        ingestion.vanished(gone.getKey(), gone.getValue());
      } catch (DataLostException e) {
        trouble = Trouble.of(e);
      }
    }
    return trouble;
  }
}
