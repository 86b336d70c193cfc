package dev.lakehouse.kinesis.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which replica should read which shard: pure, so that replicas that see the same agree without a
 * word. Each gets as many shards as the others, one more or less; each keeps what it has as far as
 * that allows, so a replica that comes or goes moves no more shards than have to.
 *
 * <p>Nothing rests on it but speed: what two replicas see may differ for a while, and then both
 * read a shard; of their commits the table takes one.
 */
public final class Assignment {
  private Assignment() {}

  /**
   * The shards of each replica.
   *
   * @param holdings by replica: the shards it says it reads
   * @param shards the shards that are to be read
   */
  public static SortedMap<String, Set<String>> of(
      Map<String, ? extends Collection<String>> holdings, Collection<String> shards) {
    SortedMap<String, Set<String>> assigned = new TreeMap<>();
    Set<String> free = new TreeSet<>(shards);
    for (String replica : new TreeSet<>(holdings.keySet())) {
      Set<String> kept = new TreeSet<>(holdings.get(replica));
      // What two hold is the first one's.
      kept.retainAll(free);
      free.removeAll(kept);
      assigned.put(replica, kept);
    }
    if (!assigned.isEmpty()) {
      level(assigned, free, shards.size());
    }
    return assigned;
  }

  private static void level(
      SortedMap<String, Set<String>> assigned, Set<String> free, int shardCount) {
    int fair = shardCount / assigned.size();
    int onesMore = shardCount % assigned.size();
    // Those that hold most keep the odd ones; the names decide between equals.
    List<Set<String>> fullest = new ArrayList<>(assigned.values());
    fullest.sort(Comparator.comparing((Set<String> shards) -> -shards.size()));
    for (int i = 0; i < fullest.size(); i++) {
      trim((TreeSet<String>) fullest.get(i), i < onesMore ? fair + 1 : fair, free);
    }
    for (int i = 0; i < fullest.size(); i++) {
      fill(
          (TreeSet<String>) fullest.get(i), i < onesMore ? fair + 1 : fair, (TreeSet<String>) free);
    }
  }

  private static void trim(TreeSet<String> shards, int size, Set<String> free) {
    while (shards.size() > size) {
      free.add(shards.pollLast());
    }
  }

  private static void fill(TreeSet<String> shards, int size, TreeSet<String> free) {
    while (shards.size() < size && !free.isEmpty()) {
      shards.add(free.pollFirst());
    }
  }
}
