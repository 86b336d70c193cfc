package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.core.MemoryTable.Fate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens - crashes at any point, commits that fail or whose success nobody hears of,
 * reads that come twice, several consumers of all shards at once, splits and merges - the tables
 * end up with each record once, and each shard's records in the order of the stream.
 */
class ExactlyOnceProperties {
  private static final int STEPS = 150;

  @Property(tries = 300)
  void eachRecordOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int consumers) {
    new Story(new Random(seed), consumers).tell();
  }

  /** One stream, its tables and its consumers, and what happens to them. */
  private static final class Story {
    private final MemoryStream stream = new MemoryStream();
    private final MemoryTable bronze = new MemoryTable();
    private final MemoryTable dead = new MemoryTable();
    private final List<Ingestion> consumers = new ArrayList<>();
    private final Random random;

    Story(Random random, int count) {
      this.random = random;
      stream.open();
      stream.open();
      for (int i = 0; i < count; i++) {
        consumers.add(open());
      }
    }

    void tell() {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      drain();
      assertThat(ids(bronze)).containsExactlyInAnyOrderElementsOf(stream.good);
      assertThat(ids(dead)).containsExactlyInAnyOrderElementsOf(stream.bad);
      assertThat(bronze.state().rows()).isEqualTo(stream.good.size());
      assertThat(dead.state().rows()).isEqualTo(stream.bad.size());
      assertOrdered(ids(bronze));
    }

    private Ingestion open() {
      Ingestion ingestion =
          new Ingestion(bronze.open(), dead.open(), new TextRows(), Clock.systemUTC());
      ingestion.shards().list(stream.list());
      return ingestion;
    }

    private void step() {
      int consumer = random.nextInt(consumers.size());
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> put();
        case 3 -> reshard();
        case 4 -> consumers.set(consumer, open());
        case 5 -> commit(consumer, anyFate(), Fate.WORKS);
        case 6 -> commit(consumer, Fate.WORKS, anyFate());
        case 7 -> commit(consumer, Fate.WORKS, Fate.WORKS);
        default -> read(consumers.get(consumer), 1 + random.nextInt(5));
      }
    }

    private Fate anyFate() {
      return Fate.values()[random.nextInt(Fate.values().length)];
    }

    private void put() {
      List<String> open = stream.openShards();
      for (int i = random.nextInt(6); i > 0; i--) {
        stream.put(open.get(random.nextInt(open.size())), random.nextInt(4) > 0);
      }
    }

    private void reshard() {
      List<String> open = stream.openShards();
      if (random.nextBoolean()) {
        String parent = open.get(random.nextInt(open.size()));
        stream.open(parent);
        stream.open(parent);
      } else if (open.size() > 1) {
        stream.open(open.get(0), open.get(1));
      }
    }

    private void read(Ingestion consumer, int limit) {
      consumer.shards().list(stream.list());
      List<String> readable = readable(consumer);
      if (readable.isEmpty()) {
        return;
      }
      String shard = readable.get(random.nextInt(readable.size()));
      Position from = consumer.shards().position(shard);
      Fetched fetched = stream.read(shard, from, limit);
      consumer.accept(fetched);
      if (random.nextInt(4) == 0) {
        consumer.accept(fetched);
      }
    }

    private static List<String> readable(Ingestion consumer) {
      return consumer.shards().unfinished().stream()
          .filter(shard -> !consumer.shards().isReadToEnd(shard))
          .toList();
    }

    /** As the real loop does: after any failure a new session starts from the tables. */
    private void commit(int consumer, Fate deadFate, Fate bronzeFate) {
      dead.next(deadFate);
      bronze.next(bronzeFate);
      try {
        consumers.get(consumer).commit();
      } catch (IllegalStateException | StaleStateException e) {
        consumers.set(consumer, open());
      }
      dead.next(Fate.WORKS);
      bronze.next(Fate.WORKS);
    }

    private void drain() {
      consumers.set(0, open());
      Ingestion consumer = consumers.get(0);
      boolean more = true;
      while (more) {
        more = false;
        for (String shard : readable(consumer)) {
          Fetched fetched = stream.read(shard, consumer.shards().position(shard), 100);
          consumer.accept(fetched);
          more |= fetched.ended() || !fetched.records().isEmpty();
        }
        consumer.commit();
      }
    }

    private static List<String> ids(MemoryTable table) {
      return table.rows.stream().map(row -> (String) row[0]).toList();
    }

    private static void assertOrdered(List<String> ids) {
      Map<String, String> last = new HashMap<>();
      for (String id : ids) {
        String before = last.put(id.substring(0, id.indexOf('/')), id);
        assertThat(before == null || number(before) < number(id)).isTrue();
      }
    }

    private static long number(String id) {
      return Long.parseLong(id.substring(id.indexOf('/') + 1));
    }
  }
}
