package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Gaps;
import dev.lakehouse.kinesis.core.GoneShards;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.ReadBudget;
import dev.lakehouse.kinesis.core.ShardSchedule;
import dev.lakehouse.kinesis.core.UnfitRecordException;
import dev.lakehouse.kinesis.source.DataLostException;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;
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

  /** How often within a retention the table is told that an idle shard was read. */
  private static final int TOUCHES_PER_RETENTION = 4;

  private static final Duration WAIT = Duration.ofMillis(50);

  private final Ingestion ingestion;
  private final StreamSource source;
  private final CommitPolicy policy;
  private final OnDataLoss onDataLoss;
  private final ReadBudget budget;
  private final Sharing sharing;
  private final Progress progress;
  private final Clock clock;
  private final Fetches fetches;
  private final ShardSchedule schedule = new ShardSchedule();
  private Instant listAt = Instant.MIN;
  private boolean noRoom;

  Session(
      Ingestion ingestion,
      StreamSource source,
      CommitPolicy policy,
      OnDataLoss onDataLoss,
      Sharing sharing,
      Progress progress,
      Clock clock) {
    this.ingestion = ingestion;
    this.source = source;
    this.policy = policy;
    this.onDataLoss = onDataLoss;
    this.budget = new ReadBudget(policy.maxBytes());
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
    committed |= (ingestion.due(policy) || isStarved()) && commit();
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
    budget.settle(result.shard(), result.fetched());
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
    Duration retention = source.retention();
    if (retention != null) {
      ingestion.touch(now.minus(retention.dividedBy(TOUCHES_PER_RETENTION)));
    }
    if (sharing.isLeader()) {
      Gaps.vanished(ingestion.bronzeState(), ingestion.shards(), retention, now)
          .forEach(
              (shard, gap) -> {
                requireConsent(shard, gap);
                ingestion.vanished(shard, gap);
              });
    }
  }

  private void requireConsent(String shard, Gap gap) {
    progress.lost(shard, gap);
    if (onDataLoss == OnDataLoss.STOP) {
      throw new DataLostException(shard, gap);
    }
  }

  private void forgetGone(Instant now) {
    Set<String> gone = GoneShards.of(ingestion.bronzeState(), ingestion.shards(), now);
    if (!gone.isEmpty()) {
      sharing.lost(ingestion.forget(gone));
    }
  }

  /** Whether what is held leaves no room for any read that is due. */
  private boolean isStarved() {
    return noRoom && fetches.isIdle();
  }

  private void startReads() {
    noRoom = false;
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
        int records = budget.reserve(shard, ingestion.heldBytes());
        noRoom |= records == 0;
        if (records > 0) {
          fetches.start(shard, ingestion.shards().position(shard), records);
        }
      }
    }
  }

  private void accept(Fetched fetched) {
    String shard = fetched.shard();
    Gaps.before(fetched, ingestion.readUntil(shard), source.retention(), clock.instant())
        .ifPresent(
            gap -> {
              requireConsent(shard, gap);
              ingestion.missing(shard, gap);
            });
    try {
      ingestion.accept(fetched);
    } catch (UnfitRecordException e) {
      // What came before it is the table's; this session ends before it.
      commit();
      throw e;
    }
    schedule.read(fetched, clock.instant());
    progress.read(fetched, ingestion.holdsAny());
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
      source.leave(shard);
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
    outcome.lost().forEach(source::leave);
    sharing.shardsChanged();
    progress.committed(ingestion, outcome);
    return true;
  }

  @Override
  public void close() {
    fetches.close();
  }
}
