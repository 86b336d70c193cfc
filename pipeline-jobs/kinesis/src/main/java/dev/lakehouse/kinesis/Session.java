package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.GoneShards;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.ShardSchedule;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads and commits from one known state of the tables on. Used by one thread. Any exception but
 * {@link SourceException} ends it: what it held is read again by the next session.
 */
final class Session implements AutoCloseable {
  private static final Duration LISTING_INTERVAL = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofMillis(50);

  private final Ingestion ingestion;
  private final StreamSource source;
  private final CommitPolicy policy;
  private final Sharing sharing;
  private final Progress progress;
  private final Clock clock;
  private final Fetches fetches;
  private final ShardSchedule schedule = new ShardSchedule();
  private Instant listAt = Instant.MIN;

  Session(
      Ingestion ingestion,
      StreamSource source,
      CommitPolicy policy,
      Sharing sharing,
      Progress progress,
      Clock clock) {
    this.ingestion = ingestion;
    this.source = source;
    this.policy = policy;
    this.sharing = sharing;
    this.progress = progress;
    this.clock = clock;
    this.fetches = new Fetches(source);
    sharing.shardsChanged();
    progress.opened(ingestion);
  }

  /**
   * One turn: starts reads, takes over results, commits when it is time to.
   *
   * @return whether something was committed
   * @throws SourceException when the stream can't be read; the session goes on after a pause
   */
  boolean turn() throws InterruptedException {
    boolean committed = lapse();
    try {
      listShards();
      sharing.update(ingestion);
      startReads();
      takeOver();
    } catch (SourceException e) {
      // A shard may have expired since the last listing: then it is missing in the next one.
      listAt = Instant.MIN;
      commit();
      throw e;
    }
    committed |= ingestion.due(policy) && commit();
    return release() || committed;
  }

  /** The others believe this replica gone; of what it holds the table takes what is not stale. */
  private boolean lapse() {
    if (!sharing.hasLapsed()) {
      return false;
    }
    boolean committed = commit();
    sharing.lapse();
    return committed;
  }

  private void takeOver() throws InterruptedException {
    Fetches.Result result = fetches.next(WAIT);
    while (result != null) {
      takeOver(result);
      result = fetches.next(Duration.ZERO);
    }
  }

  private void takeOver(Fetches.Result result) {
    if (!sharing.reads(result.shard())) {
      return;
    }
    if (result.error() instanceof ThrottledException) {
      double random = ThreadLocalRandom.current().nextDouble();
      schedule.throttled(result.shard(), clock.instant(), random);
    } else if (result.error() != null) {
      throw result.error();
    } else {
      accept(result.fetched());
    }
  }

  private void listShards() {
    Instant now = clock.instant();
    if (now.isBefore(listAt) && !ingestion.shards().isListingOld()) {
      return;
    }
    ingestion.shards().list(source.shards());
    listAt = now.plus(LISTING_INTERVAL);
    sharing.shardsChanged();
    forgetGone(now);
  }

  private void forgetGone(Instant now) {
    Set<String> gone = GoneShards.of(ingestion.bronzeState(), ingestion.shards(), now);
    if (!gone.isEmpty()) {
      sharing.lost(ingestion.forget(gone));
    }
  }

  private void startReads() {
    if (ingestion.full(policy)) {
      return;
    }
    List<String> readable =
        sharing.owned().stream()
            .filter(sharing::reads)
            .filter(ingestion.shards()::isListed)
            .filter(shard -> !ingestion.shards().isReadToEnd(shard))
            .toList();
    for (String shard : schedule.due(readable, clock.instant())) {
      if (fetches.canStart(shard)) {
        fetches.start(shard, ingestion.shards().position(shard));
      }
    }
  }

  private void accept(Fetched fetched) {
    ingestion.accept(fetched);
    schedule.read(fetched, clock.instant());
    progress.read(fetched);
    if (fetched.ended()) {
      listAt = Instant.MIN;
    }
  }

  /** Lets go the shards that fall to others. */
  private boolean release() {
    Set<String> leaving = sharing.leaving();
    boolean committed = leaving.stream().anyMatch(ingestion::holds) && commit();
    for (String shard : leaving) {
      ingestion.leave(shard);
      sharing.released(shard);
    }
    if (!leaving.isEmpty()) {
      sharing.tellNow();
    }
    return committed;
  }

  /** Commits what is held; whether that was anything. */
  boolean commit() {
    if (!ingestion.holdsAny()) {
      return false;
    }
    Ingestion.Outcome outcome = ingestion.commit();
    sharing.lost(outcome.lost());
    sharing.shardsChanged();
    progress.committed(ingestion, outcome);
    return true;
  }

  @Override
  public void close() {
    fetches.close();
  }
}
