package dev.lakehouse.kinesis.replicas;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The replicas as this one last heard of them.
 *
 * @param self the name of this one
 * @param alive by name: what each says that is alive, this one among them
 * @param settled whether enough was heard to act on
 * @param lapses how often this replica was silent for so long that the others took all it had
 */
public record ReplicaView(
    String self, SortedMap<String, ReplicaState> alive, boolean settled, int lapses) {

  /** Whether this one speaks for all. */
  public boolean isLeader() {
    return settled && self.equals(alive.firstKey());
  }

  /** The shards that the others say they read. */
  public Map<String, Collection<String>> others() {
    Map<String, Collection<String>> others = new TreeMap<>();
    alive.forEach(
        (name, state) -> {
          if (!name.equals(self)) {
            others.put(name, state.owned());
          }
        });
    return others;
  }
}
