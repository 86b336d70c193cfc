package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final ShardInfo PARENT = new ShardInfo("p", List.of());
  private static final ShardInfo OTHER_PARENT = new ShardInfo("q", List.of());
  private static final ShardInfo CHILD = new ShardInfo("c", List.of("p", "q"));

  private static TableState state(Map<String, Mark> marks) {
    return new TableState(1, marks, StreamStart.EVERYTHING, Instant.EPOCH);
  }

  private static Shards shards(Mark markOfP) {
    Shards shards = new Shards(state(markOfP == null ? Map.of() : Map.of("p", markOfP)));
    shards.list(List.of(PARENT, OTHER_PARENT));
    return shards;
  }

  private static Fetched fetched(String shard, boolean ended, long... sequences) {
    return fetched(shard, new Position.TrimHorizon(), ended, sequences);
  }

  private static Fetched fetched(String shard, Position from, boolean ended, long... sequences) {
    List<StreamRecord> records =
        Arrays.stream(sequences)
            .mapToObj(n -> new StreamRecord(BigInteger.valueOf(n), "k", null, new byte[0]))
            .toList();
    return new Fetched(shard, from, records, ended, 0);
  }

  private static final Mark ENDED = new Mark(BigInteger.ONE, 1).atEnd();

  @Test
  void readsAChildAfterTheEndsOfBothItsParentsAreCommitted() {
    Shards shards = shards(null);
    shards.list(List.of(CHILD, PARENT, OTHER_PARENT));
    assertThat(shards.unfinished()).containsExactly("p", "q");
    assertThat(shards.waiting()).isEqualTo(1);
    shards.accept(fetched("p", true, 1));
    assertThat(shards.isReadToEnd("p")).isTrue();
    assertThat(shards.unfinished()).containsExactly("p", "q");
    shards.rebase(state(Map.of("p", ENDED)), Set.of());
    assertThat(shards.unfinished()).containsExactly("q");
    // Whoever committed it.
    shards.rebase(state(Map.of("p", ENDED, "q", ENDED)), Set.of("q"));
    assertThat(shards.unfinished()).containsExactly("c");
    assertThat(shards.waiting()).isZero();
  }

  @Test
  void readsAChildWhoseParentsTheStreamNoLongerLists() {
    Shards shards = shards(null);
    shards.list(List.of(CHILD, OTHER_PARENT));
    shards.rebase(state(Map.of("q", ENDED)), Set.of());
    assertThat(shards.unfinished()).containsExactly("c");
  }

  @Test
  void dropsReadsOfAShardThatWasFinishedByOthersAndIsGone() {
    Shards shards = shards(new Mark(BigInteger.valueOf(9), 4));
    StreamStart start = StreamStart.EVERYTHING.without(new Mark(BigInteger.TEN, 5));
    shards.rebase(new TableState(2, Map.of(), start, Instant.EPOCH), Set.of("p"));
    assertThat(shards.accept(fetched("p", true, 1, 2))).isEmpty();
    assertThat(shards.isListingOld()).isTrue();
    shards.list(List.of(OTHER_PARENT));
    assertThat(shards.unfinished()).containsExactly("q");
    assertThat(shards.accept(fetched("p", true, 1, 2))).isEmpty();
  }

  @Test
  void dropsAReadThatBeganFurtherOnThanTheShardStandsNow() {
    Shards shards = shards(new Mark(BigInteger.valueOf(9), 4));
    shards.accept(fetched("p", false, 10, 11));
    // Others took the shard and gave it back: 10 and 11 are not in the table.
    shards.rebase(state(Map.of("p", new Mark(BigInteger.valueOf(9), 4))), Set.of("p"));
    Position further = new Position.After(BigInteger.valueOf(11));
    assertThat(shards.accept(fetched("p", further, true, 12))).isEmpty();
    assertThat(shards.isReadToEnd("p")).isFalse();
    assertThat(shards.position("p")).isEqualTo(new Position.After(BigInteger.valueOf(9)));
    shards.leave("q");
    assertThat(shards.accept(fetched("q", further, false, 12))).isEmpty();
  }

  @Test
  void goesOnBehindTheTablesMark() {
    Shards shards = shards(new Mark(BigInteger.valueOf(9), 4));
    assertThat(shards.position("p")).isEqualTo(new Position.After(BigInteger.valueOf(9)));
    assertThat(shards.position("c")).isEqualTo(new Position.TrimHorizon());
  }

  @Test
  void leavesOutWhatWasReadBefore() {
    Shards shards = shards(new Mark(BigInteger.valueOf(9), 4));
    // 10 is greater than 9 as a number, smaller as text.
    assertThat(shards.accept(fetched("p", false, 8, 9, 10, 11)))
        .extracting(StreamRecord::sequence)
        .containsExactly(BigInteger.valueOf(10), BigInteger.valueOf(11));
    assertThat(shards.accept(fetched("p", false, 10, 11))).isEmpty();
    assertThat(shards.position("p")).isEqualTo(new Position.After(BigInteger.valueOf(11)));
  }
}
