package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IngestionTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final CommitPolicy NEVER =
      new CommitPolicy(Duration.ofDays(9), 1_000, 1_000, 1_000);

  private final MemoryTable bronze = new MemoryTable();
  private final MemoryTable dead = new MemoryTable();

  private Ingestion open(Instant now) {
    Ingestion ingestion =
        new Ingestion(bronze.open(), dead.open(), new TextRows(), Clock.fixed(now, ZoneOffset.UTC));
    ingestion.shards().list(List.of(info("a"), info("b")));
    return ingestion;
  }

  private static ShardInfo info(String shard) {
    return new ShardInfo(shard, List.of());
  }

  private static Fetched read(Ingestion by, String shard, int... sequences) {
    List<StreamRecord> records =
        IntStream.of(sequences)
            .mapToObj(
                n ->
                    new StreamRecord(
                        BigInteger.valueOf(n), "k", NOW, "good".getBytes(StandardCharsets.UTF_8)))
            .toList();
    return new Fetched(shard, by.shards().position(shard), records, false, 0);
  }

  private List<Object> ids() {
    return bronze.rows.stream().map(row -> row[0]).toList();
  }

  @Test
  void aMovedMarkDropsWhatIsHeldOfItsShardAndNoMore() {
    Ingestion one = open(NOW);
    Ingestion two = open(NOW);
    one.accept(read(one, "a", 1, 2));
    one.accept(read(one, "b", 1, 2));
    two.accept(read(two, "a", 1));
    two.commit();
    Ingestion.Outcome outcome = one.commit();
    assertThat(outcome).isEqualTo(new Ingestion.Outcome(Set.of("a"), 2, 8));
    assertThat(ids()).containsExactly("a/1", "b/1", "b/2");
    assertThat(one.shards().position("a")).isEqualTo(new Position.After(BigInteger.ONE));
    one.accept(read(one, "a", 2, 3));
    one.commit();
    assertThat(ids()).containsExactly("a/1", "b/1", "b/2", "a/2", "a/3");
    assertThat(one.newest().rows()).isEqualTo(5);
    assertThat(one.newest().bytes()).isEqualTo(20);
  }

  @Test
  void anIdleShardsMarkSaysNowAndThenThatItWasRead() {
    Ingestion first = open(NOW);
    first.accept(read(first, "a", 1));
    first.commit();
    Instant later = NOW.plus(Duration.ofHours(7));
    Ingestion second = open(later);
    second.accept(read(second, "a"));
    second.touch(later.minus(Duration.ofHours(8)));
    assertThat(second.holdsAny()).isFalse();
    second.touch(later.minus(Duration.ofHours(6)));
    assertThat(second.holdsAny()).isTrue();
    second.commit();
    assertThat(bronze.state().mark("a").readUntil()).isEqualTo(later);
    assertThat(ids()).containsExactly("a/1");
  }

  @Test
  void aShardThatVanishedEndsWithItsGap() {
    Ingestion ingestion = open(NOW);
    ingestion.accept(read(ingestion, "a", 1));
    ingestion.commit();
    Gap gap = new Gap(NOW, NOW.plusSeconds(60), BigInteger.ONE, null);
    ingestion.vanished("a", gap);
    ingestion.commit();
    Mark mark = bronze.state().mark("a");
    assertThat(mark.ended()).isTrue();
    assertThat(mark.gap()).isEqualTo(gap);
    assertThat(mark.rows()).isEqualTo(1);
  }

  @Test
  void whatWouldMakeAFileBigEnoughIsCommitted() {
    bronze.fileBytesPerRow = 200;
    Ingestion ingestion = open(NOW);
    ingestion.accept(read(ingestion, "a", 1, 2, 3, 4, 5, 6));
    assertThat(ingestion.due(NEVER)).isFalse();
    ingestion.commit();
    ingestion.accept(read(ingestion, "a", 7, 8, 9, 10));
    assertThat(ingestion.due(NEVER)).isFalse();
    ingestion.accept(read(ingestion, "a", 11));
    assertThat(ingestion.due(NEVER)).isTrue();
    assertThat(ingestion.full(NEVER)).isTrue();
  }
}
