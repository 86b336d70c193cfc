package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final ShardInfo PARENT = new ShardInfo("p", List.of());
  private static final ShardInfo OTHER_PARENT = new ShardInfo("q", List.of());
  private static final ShardInfo CHILD = new ShardInfo("c", List.of("p", "q"));

  private static Shards shards(Mark markOfP) {
    Map<String, Mark> marks = markOfP == null ? Map.of() : Map.of("p", markOfP);
    return new Shards(new TableState(1, marks, null, Instant.EPOCH));
  }

  private static Fetched fetched(String shard, boolean ended, long... sequences) {
    List<StreamRecord> records =
        Arrays.stream(sequences)
            .mapToObj(n -> new StreamRecord(BigInteger.valueOf(n), "k", null, new byte[0]))
            .toList();
    return new Fetched(shard, records, ended, 0);
  }

  @Test
  void readsAChildAfterBothItsParentsHaveEnded() {
    Shards shards = shards(null);
    shards.list(List.of(CHILD, PARENT, OTHER_PARENT));
    assertThat(shards.readable()).containsExactly("p", "q");
    shards.accept(fetched("p", true, 1));
    assertThat(shards.readable()).containsExactly("q");
    shards.accept(fetched("q", true));
    assertThat(shards.readable()).containsExactly("c");
  }

  @Test
  void readsAChildWhoseParentsTheStreamNoLongerLists() {
    Shards shards = shards(null);
    shards.list(List.of(CHILD, OTHER_PARENT));
    shards.accept(fetched("q", true));
    assertThat(shards.readable()).containsExactly("c");
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
