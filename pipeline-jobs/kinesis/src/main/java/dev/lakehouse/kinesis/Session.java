package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Gaps;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.ReadBudget;
import dev.lakehouse.kinesis.core.ReadFailure;
import dev.lakehouse.kinesis.core.ShardSchedule;
import dev.lakehouse.kinesis.core.UnfitRecordException;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and commits from one known state of the tables on. Used by one thread. Any exception but
 * {@link SourceException} ends it: what it held is read again by the next session.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private static final Duration WAIT = Duration.ofMillis(50);

  private final Ingestion ingestion;
  private final StreamSource source;
  private final CommitPolicy policy;
  private final Losses losses;
  private final ReadBudget budget;
  private final Sharing sharing;
  private final Progress progress;
  private final Clock clock;
  private final Fetches fetches;
  private final ShardListing listing;
  private final ShardSchedule schedule = new ShardSchedule();
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
    this.losses = new Losses(onDataLoss, progress);
    this.budget = new ReadBudget(policy.maxBytes());
    this.sharing = sharing;
    this.progress = progress;
    this.clock = clock;
    this.fetches = new Fetches(source);
    this.listing = new ShardListing(ingestion, source, losses, sharing, progress, clock);
    sharing.shardsChanged();
    progress.opened(ingestion);
  }

  /**
   * One turn: starts reads, takes over results, commits when it is time to.
   *
   * @return whether something was committed
   * @throws SourceException when nothing of the stream can be read; the session goes on after a
   *     pause
   * @throws ThrottledException likewise
   */
  boolean turn() throws InterruptedException {
    boolean committed = lapse();
    try {
      listing.refresh();
      sharing.update(ingestion);
      startReads();
      takeOver();
    } catch (SourceException | ThrottledException e) {
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
    try {
      if (result.error() != null) {
        throw result.error();
      }
      accept(result.fetched());
    } catch (SourceException | ThrottledException e) {
      failed(result.shard(), e);
    }
  }

  /** Only that shard waits. */
  private void failed(String shard, RuntimeException error) {
    ReadFailure why = Trouble.readFailure(error);
    double random = ThreadLocalRandom.current().nextDouble();
    int failures = schedule.failed(shard, why, clock.instant(), random);
    LOG.debug("{} can't be read, for the {}. time", shard, failures, error);
    progress.failed(shard, why.isTold(failures) ? Trouble.of(error) : null);
    // It may have expired: then it is missing in the next listing.
    listing.isOld();
  }

  /** Whether what is held leaves no room for any read that is due. */
  private boolean isStarved() {
    return noRoom && !isReading();
  }

  /** Whether reads are under way. */
  boolean isReading() {
    return !fetches.isIdle();
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
              losses.requireConsent(shard, gap);
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
      listing.isOld();
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
