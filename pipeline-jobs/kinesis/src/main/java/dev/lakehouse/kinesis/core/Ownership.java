package dev.lakehouse.kinesis.core;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The shards this replica reads, as far as it and the others have told each other. A shard changes
 * hands in two steps: who has too many commits what it holds of it and says that it has let go; who
 * has too few takes it then.
 */
public final class Ownership {
  private final String self;
  private final Set<String> owned = new TreeSet<>();
  private final Set<String> leaving = new TreeSet<>();

  public Ownership(String self) {
    this.self = self;
  }

  /**
   * What is known now.
   *
   * @param others by replica that is alive, this one left out: the shards it says it reads
   * @param shards the shards that are to be read
   * @return the shards that this replica has taken
   */
  public Set<String> update(
      Map<String, ? extends Collection<String>> others, Collection<String> shards) {
    owned.retainAll(new TreeSet<>(shards));
    Map<String, Collection<String>> holdings = new TreeMap<>(others);
    holdings.put(self, owned);
    Set<String> mine = Assignment.of(holdings, shards).get(self);
    leaving.clear();
    owned.stream().filter(shard -> !mine.contains(shard)).forEach(leaving::add);
    Set<String> taken = new TreeSet<>(mine);
    taken.removeAll(owned);
    others.values().forEach(taken::removeAll);
    owned.addAll(taken);
    return taken;
  }

  /** What this replica says it reads. */
  public Set<String> owned() {
    return Set.copyOf(owned);
  }

  /** Whether to read that shard. */
  public boolean reads(String shard) {
    return owned.contains(shard) && !leaving.contains(shard);
  }

  /** The shards to let go once nothing of them is held. */
  public Set<String> leaving() {
    return Set.copyOf(leaving);
  }

  /** What was held of that shard is committed. */
  public void released(String shard) {
    owned.remove(shard);
    leaving.remove(shard);
  }

  /** Another replica has committed records of these shards: they are its for now. */
  public void lost(Collection<String> shards) {
    owned.removeAll(shards);
    leaving.removeAll(shards);
  }

  /** This replica was silent for so long that the others took all it had. */
  public void lapsed() {
    owned.clear();
    leaving.clear();
  }
}
