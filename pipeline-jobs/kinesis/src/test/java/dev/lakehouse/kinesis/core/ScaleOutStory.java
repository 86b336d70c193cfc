package dev.lakehouse.kinesis.core;

import dev.lakehouse.kinesis.core.MemoryTable.Fate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** One stream, its tables and the replicas that share it, and what happens to them. */
final class ScaleOutStory {
  private static final int STEPS = 300;

  /** A replica as the loop runs it, without its threads. */
  private final class Replica {
    final String name;
    final Ownership ownership;
    final List<Fetched> underWay = new ArrayList<>();
    Ingestion ingestion;
    boolean frozen;

    Replica(String name) {
      this.name = name;
      this.ownership = new Ownership(name);
      reopen();
    }

    /** As the loop does after any failure. */
    void reopen() {
      ingestion = new Ingestion(bronze.open(), dead.open(), new TextRows(), Clock.systemUTC());
      ingestion.shards().list(stream.list());
    }

    void exchange() {
      ingestion.shards().list(stream.list());
      if (!ingestion.holdsAny() || random.nextBoolean()) {
        ownership.lost(ingestion.resync());
      }
      Map<String, Collection<String>> others = new TreeMap<>(announced);
      others.remove(name);
      Set<String> taken = ownership.update(others, ingestion.shards().unfinished());
      if (!taken.isEmpty()) {
        ownership.lost(ingestion.resync());
      }
      announced.put(name, ownership.owned());
    }

    void read() {
      for (String shard : ingestion.shards().unfinished()) {
        if (ownership.reads(shard)
            && !ingestion.shards().isReadToEnd(shard)
            && random.nextInt(4) > 0) {
          Position from = ingestion.shards().position(shard);
          underWay.add(stream.read(shard, from, 1 + random.nextInt(5)));
        }
      }
    }

    void arrive() {
      if (underWay.isEmpty()) {
        return;
      }
      int index = random.nextInt(underWay.size());
      Fetched fetched = underWay.get(index);
      if (random.nextInt(4) > 0) {
        underWay.remove(index);
      }
      if (ownership.reads(fetched.shard())) {
        ingestion.accept(fetched);
      }
    }

    void commit(Fate deadFate, Fate bronzeFate) {
      boolean some = ingestion.holdsAny();
      dead.next(deadFate);
      bronze.next(bronzeFate);
      try {
        Set<String> lost = ingestion.commit().lost();
        ownership.lost(lost);
        sharedCommits += some && !lost.isEmpty() ? 1 : 0;
      } catch (IllegalStateException | StaleStateException e) {
        reopen();
      }
      dead.next(Fate.WORKS);
      bronze.next(Fate.WORKS);
    }

    void release() {
      for (String shard : ownership.leaving()) {
        if (ingestion.holds(shard)) {
          commit(Fate.WORKS, Fate.WORKS);
        }
        ingestion.leave(shard);
        ownership.released(shard);
        handovers++;
      }
      announced.put(name, ownership.owned());
    }

    /** It finds out, or it goes on as if nothing had been. */
    void wake() {
      frozen = false;
      if (random.nextBoolean()) {
        commit(Fate.WORKS, Fate.WORKS);
        ownership.lapsed();
      }
    }
  }

  private final MemoryStream stream = new MemoryStream();
  private final MemoryTable bronze;
  private final MemoryTable dead;
  private final Random random;
  private final List<Replica> replicas = new ArrayList<>();

  /** What the replicas have said they read, of those that seem alive. */
  private final Map<String, Set<String>> announced = new TreeMap<>();

  private int names;
  int handovers;
  int sharedCommits;

  ScaleOutStory(long seed, int count, boolean fenced) {
    this.random = new Random(seed);
    this.bronze = new MemoryTable(fenced);
    this.dead = new MemoryTable(fenced);
    for (int i = 0; i < 4; i++) {
      stream.open();
    }
    for (int i = 0; i < count; i++) {
      replicas.add(next());
    }
    replicas.forEach(Replica::exchange);
  }

  private Replica next() {
    return new Replica("pod-" + names++);
  }

  void tell() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    drain();
  }

  int refused() {
    return bronze.refused + dead.refused;
  }

  private void step() {
    int index = random.nextInt(replicas.size());
    Replica replica = replicas.get(index);
    int action = random.nextInt(22);
    if (action < 4) {
      put();
    } else if (action == 4) {
      reshard();
    } else if (action == 5) {
      expire();
    } else if (action == 6) {
      bronze.arrive();
      dead.arrive();
    } else if (replica.frozen) {
      sleep(replica, action);
    } else {
      act(index, replica, action);
    }
  }

  /** In the middle of its work, and often for so long that the others take over. */
  private void freeze(Replica replica) {
    replica.read();
    replica.arrive();
    replica.frozen = true;
    if (random.nextBoolean()) {
      announced.remove(replica.name);
    }
  }

  private void sleep(Replica replica, int action) {
    if (action < 9) {
      announced.remove(replica.name);
    } else if (action < 11) {
      replica.wake();
    }
  }

  private void act(int index, Replica replica, int action) {
    switch (action) {
      case 7 -> freeze(replica);
      case 8 -> crash(index);
      case 9, 10 -> replica.exchange();
      case 11 -> replica.release();
      case 12 -> replica.commit(anyFate(), Fate.WORKS);
      case 13 -> replica.commit(Fate.WORKS, anyFate());
      case 14 -> replica.commit(Fate.WORKS, Fate.WORKS);
      case 15, 16, 17 -> replica.read();
      default -> replica.arrive();
    }
  }

  /** Sometimes the others notice at once, sometimes the pod comes back under its name. */
  private void crash(int index) {
    Replica gone = replicas.get(index);
    if (random.nextBoolean()) {
      announced.remove(gone.name);
    }
    replicas.set(index, random.nextBoolean() ? new Replica(gone.name) : next());
    if (random.nextInt(3) == 0) {
      announced.remove(gone.name);
    }
  }

  private Fate anyFate() {
    return Fate.values()[random.nextInt(Fate.values().length)];
  }

  private void put() {
    List<String> open = stream.openShards();
    for (int i = random.nextInt(9); i > 0; i--) {
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

  /** What is read to its end and out of retention goes, from the stream and then from the table. */
  private void expire() {
    Set<String> gone = new HashSet<>();
    bronze
        .state()
        .marks()
        .forEach(
            (shard, mark) -> {
              if (mark.ended() && random.nextInt(4) == 0) {
                gone.add(shard);
              }
            });
    gone.forEach(stream::expire);
    if (random.nextBoolean()) {
      dead.open().forget(gone);
      bronze.open().forget(gone);
    }
  }

  /** A replica that is left alone reads all; then the sleepers wake, and it reads on. */
  private void drain() {
    replicas.forEach(replica -> announced.remove(replica.name));
    Replica last = next();
    readAll(last);
    for (Replica sleeper : replicas) {
      sleeper.commit(Fate.WORKS, Fate.WORKS);
    }
    for (int i = 0; i < STEPS; i++) {
      bronze.arrive();
      dead.arrive();
    }
    readAll(last);
  }

  private void readAll(Replica last) {
    for (int idle = 0; idle < 2; ) {
      last.exchange();
      boolean any = false;
      for (String shard : last.ingestion.shards().unfinished()) {
        Fetched fetched = stream.read(shard, last.ingestion.shards().position(shard), 100);
        last.ingestion.accept(fetched);
        any |= fetched.ended() || !fetched.records().isEmpty();
      }
      last.commit(Fate.WORKS, Fate.WORKS);
      idle = any ? 0 : idle + 1;
    }
  }

  /** What is wrong with the tables; empty: nothing. */
  Optional<String> violation() {
    List<String> rows = ids(bronze);
    return differs("bronze", rows, stream.good)
        .or(() -> differs("dead letters", ids(dead), stream.bad))
        .or(() -> count("bronze", bronze, stream.good.size()))
        .or(() -> disorder(rows));
  }

  private static List<String> ids(MemoryTable table) {
    return table.rows.stream().map(row -> (String) row[0]).toList();
  }

  private static Optional<String> differs(String what, List<String> rows, Set<String> expected) {
    if (rows.size() != new HashSet<>(rows).size()) {
      return Optional.of(what + ": a record is there twice");
    }
    return Set.copyOf(rows).equals(expected)
        ? Optional.empty()
        : Optional.of(what + ": not the stream's records");
  }

  private static Optional<String> count(String what, MemoryTable table, int expected) {
    return table.state().rows() == expected
        ? Optional.empty()
        : Optional.of(what + ": the marks count other rows than there are");
  }

  /**
   * Rows stand in the order of their commits: of a shard by its numbers, and after its parents'.
   */
  private Optional<String> disorder(List<String> rows) {
    Map<String, Long> lastNumber = new HashMap<>();
    Map<String, Integer> lastIndex = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String shard = rows.get(i).substring(0, rows.get(i).indexOf('/'));
      long number = Long.parseLong(rows.get(i).substring(shard.length() + 1));
      Long before = lastNumber.put(shard, number);
      if (before != null && before >= number) {
        return Optional.of(shard + " is out of order");
      }
      lastIndex.put(shard, i);
    }
    for (int i = 0; i < rows.size(); i++) {
      String shard = rows.get(i).substring(0, rows.get(i).indexOf('/'));
      for (String parent : stream.parents(shard)) {
        if (lastIndex.getOrDefault(parent, -1) > i) {
          return Optional.of(shard + " has rows before those of its parent " + parent);
        }
      }
    }
    return Optional.empty();
  }
}
