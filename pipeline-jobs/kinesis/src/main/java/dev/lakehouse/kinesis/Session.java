package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.ShardSchedule;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private final Progress progress;
  private final Clock clock;
  private final Fetches fetches;
  private final ShardSchedule schedule = new ShardSchedule();
  private Instant listAt = Instant.MIN;

  Session(
      Ingestion ingestion,
      StreamSource source,
      CommitPolicy policy,
      Progress progress,
      Clock clock) {
    this.ingestion = ingestion;
    this.source = source;
    this.policy = policy;
    this.progress = progress;
    this.clock = clock;
    this.fetches = new Fetches(source);
    progress.opened(ingestion.bronzeState(), ingestion.deadState());
  }

  /**
   * One turn: starts reads, takes over one result, commits when it is time to.
   *
   * @return whether something was committed
   * @throws SourceException when the stream can't be read; the session goes on after a pause
   */
  boolean turn() throws InterruptedException {
    try {
      listShards();
      startReads();
      takeOver(fetches.next(WAIT));
    } catch (SourceException e) {
      // A shard may have expired since the last listing: then it is missing in the next one.
      listAt = Instant.MIN;
      commit();
      throw e;
    }
    return ingestion.due(policy) && commit();
  }

  private void takeOver(Fetches.Result result) {
    if (result == null) {
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
    if (now.isBefore(listAt)) {
      return;
    }
    ingestion.shards().list(source.shards());
    listAt = now.plus(LISTING_INTERVAL);
  }

  private void startReads() {
    List<String> readable = ingestion.shards().readable();
    progress.reading(readable);
    if (ingestion.full(policy)) {
      return;
    }
    for (String shard : schedule.due(readable, clock.instant())) {
      if (fetches.canStart(shard)) {
        fetches.start(shard, ingestion.shards().position(shard));
      }
    }
  }

  private void accept(Fetched fetched) {
    Instant now = clock.instant();
    ingestion.accept(fetched);
    schedule.read(fetched, now);
    progress.read(fetched, now);
    if (fetched.ended()) {
      listAt = Instant.MIN;
    }
  }

  /** Commits what is held; whether that was anything. */
  boolean commit() {
    if (!ingestion.holdsAny()) {
      return false;
    }
    ingestion.commit();
    progress.committed(ingestion.bronzeState(), ingestion.deadState(), clock.instant());
    return true;
  }

  @Override
  public void close() {
    fetches.close();
  }
}
