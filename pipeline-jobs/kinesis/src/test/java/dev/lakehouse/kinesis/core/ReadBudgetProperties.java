package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ReadBudgetProperties {
  private static final long MEBI = 1L << 20;

  private static Fetched fetched(String shard, int records, int bytes) {
    StreamRecord record = new StreamRecord(BigInteger.ONE, "k", Instant.EPOCH, new byte[bytes]);
    List<StreamRecord> all = Collections.nCopies(records, record);
    return new Fetched(shard, new Position.TrimHorizon(), all, false, 0);
  }

  /**
   * A few first reads of shards with large records may go beyond the bound; those that follow stay
   * within it.
   */
  @Property(tries = 200)
  void whatIsHeldAndUnderWayStaysWithinTheBound(@ForAll long seed) {
    Random random = new Random(seed);
    long bound = 16 * MEBI;
    ReadBudget budget = new ReadBudget(bound);
    Map<String, Integer> sizes = new TreeMap<>();
    for (int i = 0; i < 12; i++) {
      sizes.put("s" + i, 1 + random.nextInt(random.nextBoolean() ? 200 : 1_000_000));
    }
    Map<String, Integer> underWay = new TreeMap<>();
    Set<String> known = new TreeSet<>();
    long held = 0;
    for (int step = 0; step < 500; step++) {
      String shard = "s" + random.nextInt(sizes.size());
      int size = sizes.get(shard);
      Integer asked = underWay.remove(shard);
      if (asked != null) {
        int records = (int) Math.min(asked, ReadBudget.LARGEST_READ / size);
        budget.settle(shard, fetched(shard, records, size));
        held += (long) records * size;
        if (known.add(shard)) {
          assertThat(records).isLessThanOrEqualTo(10);
          held = 0;
        }
      } else if (held < bound && underWay.size() < 4) {
        int records = budget.reserve(shard, held);
        if (records > 0) {
          underWay.put(shard, records);
        } else if (underWay.isEmpty()) {
          held = 0;
        }
      } else {
        held = 0;
      }
      assertThat(held).isLessThanOrEqualTo(bound);
    }
    assertThat(known).hasSizeGreaterThan(6);
  }

  @Example
  void aShardsFirstReadAsksForAFewRecords() {
    ReadBudget budget = new ReadBudget(16 * MEBI);
    assertThat(budget.reserve("a", 0)).isEqualTo(10);
    assertThat(budget.reserve("b", 0)).isEqualTo(10);
    budget.settle("a", fetched("a", 10, 1_000_000));
    // As far as known, b's records may be as large.
    assertThat(budget.reserve("c", 10_000_000)).isZero();
    budget.settle("b", fetched("b", 10, 1_000));
    assertThat(budget.reserve("b", 10_010_000)).isEqualTo(5_000);
    assertThat(budget.reserve("a", 10_010_000)).isZero();
  }

  @Example
  void whereEvenOneReadIsTooMuchOneGoesOnAlone() {
    ReadBudget budget = new ReadBudget(1_000);
    assertThat(budget.reserve("a", 0)).isEqualTo(10);
    budget.settle("a", fetched("a", 5, 5_000));
    assertThat(budget.reserve("a", 25_000)).isZero();
    assertThat(budget.reserve("a", 0)).isEqualTo(1);
    budget.settle("a", null);
    assertThat(budget.reserve("a", 0)).isEqualTo(1);
  }
}
