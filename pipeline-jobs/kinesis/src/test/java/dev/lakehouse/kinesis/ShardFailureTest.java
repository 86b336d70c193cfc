package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.MemoryTable;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.core.TextRows;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.source.ThrottledException;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.reporting.Reporters;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fails for one shard, or for the listing, holds up nothing else; time is the test's. */
class ShardFailureTest {
  private static final String GOOD = "shardId-000000000000";
  private static final String BAD = "shardId-000000000001";
  private static final Duration STEP = Duration.ofMillis(250);
  private static final SourceException ERROR =
      new SourceException(FailureReason.SOURCE_UNREACHABLE, "It answers with 500.", null);
  private static final SourceException DENIED =
      new SourceException(FailureReason.ACCESS_DENIED, "It answers with 403.", null);

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final FakeStream stream = new FakeStream();
  private final MemoryTable table = new MemoryTable();
  private final Metrics metrics = new Metrics();
  private Progress progress;
  private Replicas replicas;
  private Session session;

  /** Two shards with a new record at each read; says when each was read. */
  private final class FakeStream implements StreamSource {
    final Map<String, List<Instant>> reads = new HashMap<>(Map.of(GOOD, new ArrayList<>()));
    volatile RuntimeException badShard;
    volatile RuntimeException listing;
    int listings;

    @Override
    public List<ShardInfo> shards() {
      listings++;
      if (listing != null) {
        throw listing;
      }
      return List.of(new ShardInfo(GOOD, List.of()), new ShardInfo(BAD, List.of()));
    }

    @Override
    public Duration retention() {
      return Duration.ofDays(1);
    }

    @Override
    public Fetched read(String shard, Position from, int maxRecords) {
      List<Instant> times;
      synchronized (reads) {
        times = reads.computeIfAbsent(shard, id -> new ArrayList<>());
        times.add(now);
      }
      if (shard.equals(BAD) && badShard != null) {
        throw badShard;
      }
      BigInteger next =
          from instanceof Position.After after
              ? after.sequence().add(BigInteger.ONE)
              : BigInteger.ONE;
      return new Fetched(
          shard, from, List.of(new StreamRecord(next, "k", now, new byte[1])), false, 40);
    }

    List<Instant> times(String shard) {
      synchronized (reads) {
        return List.copyOf(reads.getOrDefault(shard, List.of()));
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() throws Exception {
    progress = new Progress(metrics, new Stall(Duration.ofHours(1), now), clock);
    JobArguments alone = JobArguments.of("unused", null, null, null, List.of());
    Duration expiry = Duration.ofSeconds(1);
    // Without heartbeats, which go by the machine's clock.
    replicas = new Replicas(Reporters.peers(alone, "alone", null, expiry), expiry, () -> true);
    Ingestion ingestion =
        new Ingestion(table.open(), new MemoryTable().open(), new TextRows(), clock);
    CommitPolicy policy = new CommitPolicy(Duration.ofSeconds(1), 1_000, 1_000_000, 1_000_000);
    session =
        new Session(
            ingestion,
            stream,
            policy,
            OnDataLoss.STOP,
            new Sharing(replicas, progress, clock),
            progress,
            clock);
    while (stream.times(GOOD).isEmpty() || stream.times(BAD).isEmpty()) {
      session.turn();
    }
  }

  @AfterEach
  void close() {
    session.close();
    replicas.close();
  }

  /** Turns for so long, on the clock, which stands while reads run: the machine may be busy. */
  private void turns(Duration time) throws InterruptedException {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(STEP)) {
      do {
        session.turn();
      } while (session.isReading());
    }
  }

  private long metric(String name) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith("lakehouse_consumer_" + name))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  private static List<Long> pauses(List<Instant> times) {
    return IntStream.range(1, times.size())
        .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)).toMillis())
        .toList();
  }

  private Set<String> committed(String shard) {
    return table.rows.stream()
        .map(row -> (String) row[0])
        .filter(row -> row.startsWith(shard))
        .collect(Collectors.toSet());
  }

  @Test
  void aShardThatAnswersWithErrorsWaitsLongerEachTimeAndTheOtherIsReadOn() throws Exception {
    int before = stream.times(BAD).size();
    stream.badShard = ERROR;
    turns(Duration.ofMinutes(3));
    assertThat(pauses(stream.times(GOOD))).as("the good one").allMatch(pause -> pause <= 500);
    List<Long> pauses = pauses(stream.times(BAD).subList(before, stream.times(BAD).size()));
    // From a half to the whole of 1, 2, 4, 8, 16, 30, 30 … s, and a step of the test's clock.
    assertThat(pauses.size()).isBetween(8, 16);
    for (int i = 0; i < pauses.size(); i++) {
      long bound = Math.min(1_000L << i, 30_000);
      assertThat(pauses.get(i)).as("pause %d", i).isBetween(bound / 2, bound + 2 * STEP.toMillis());
    }
    assertThat(progress.trouble().reason()).isEqualTo(FailureReason.SOURCE_UNREACHABLE);
    assertThat(progress.trouble().message()).contains(BAD, "500").doesNotContain(GOOD);
    assertThat(metric("failed_reads_total")).isEqualTo(pauses.size() + 1);
    assertThat(committed(GOOD).size()).isGreaterThan(600);

    stream.badShard = null;
    turns(Duration.ofSeconds(31));
    assertThat(progress.trouble()).isNull();
    assertThat(committed(BAD)).isNotEmpty();
  }

  @Test
  void whatFailsOnceOrTwiceIsNotTold() throws Exception {
    stream.badShard = ERROR;
    while (metric("failed_reads_total") < 2) {
      turns(STEP);
    }
    assertThat(progress.trouble()).isNull();
    stream.badShard = null;
    turns(Duration.ofSeconds(5));
    assertThat(progress.trouble()).isNull();
    assertThat(pauses(stream.times(GOOD))).allMatch(pause -> pause <= 500);
  }

  @Test
  void aThrottledShardIsTriedAgainWithinTenSeconds() throws Exception {
    int before = stream.times(BAD).size();
    stream.badShard = new ThrottledException(null);
    turns(Duration.ofMinutes(2));
    List<Instant> times = stream.times(BAD);
    assertThat(pauses(times.subList(before, times.size())))
        .allMatch(pause -> pause <= 10_500)
        .anyMatch(pause -> pause >= 5_000);
    assertThat(progress.trouble().message()).contains(BAD, "read too often", "enhancedFanOut");
    assertThat(pauses(stream.times(GOOD))).allMatch(pause -> pause <= 500);
  }

  @Test
  void whatSomebodyHasToChangeIsToldAtOnceAndTriedEveryHalfMinute() throws Exception {
    int before = stream.times(BAD).size();
    stream.badShard = DENIED;
    turns(Duration.ofSeconds(1));
    assertThat(progress.trouble().reason()).isEqualTo(FailureReason.ACCESS_DENIED);
    turns(Duration.ofMinutes(2));
    List<Instant> times = stream.times(BAD);
    assertThat(pauses(times.subList(before, times.size())))
        .isNotEmpty()
        .allMatch(pause -> pause >= 15_000 && pause <= 30_500);
    assertThat(pauses(stream.times(GOOD))).allMatch(pause -> pause <= 500);
  }

  @Test
  void aShardThatCannotBeReadFallsBehindMeanwhile() throws Exception {
    stream.badShard = ERROR;
    turns(Duration.ofMinutes(5));
    assertThat(progress.state(Set.of(GOOD, BAD), null).millisBehind())
        .isBetween(Duration.ofMinutes(4).toMillis(), Duration.ofMinutes(6).toMillis());
  }

  @Test
  void shardsThatCannotBeListedAreReadOn() throws Exception {
    stream.listing = new ThrottledException(null);
    int listings = stream.listings;
    turns(Duration.ofMinutes(5));
    assertThat(stream.listings - listings).isBetween(10, 80);
    assertThat(pauses(stream.times(GOOD))).allMatch(pause -> pause <= 500);
    assertThat(pauses(stream.times(BAD))).allMatch(pause -> pause <= 750);
    assertThat(progress.trouble().message()).contains("read too often");

    stream.listing = null;
    turns(Duration.ofSeconds(41));
    assertThat(progress.trouble()).isNull();

    stream.listing = DENIED;
    assertThatThrownBy(() -> turns(Duration.ofSeconds(31))).isSameAs(DENIED);
  }
}
