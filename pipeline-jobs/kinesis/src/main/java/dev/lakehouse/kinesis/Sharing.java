package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Ownership;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaView;
import dev.lakehouse.kinesis.replicas.Replicas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * This replica's part of the shards: takes what falls to it, lets go what falls to others. Outlives
 * sessions. Used by the loop's thread alone.
 */
final class Sharing {
  /** How long the ends of shards that others read may stay unknown. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  private static final Duration LOOK_AGAIN_WAITING = Duration.ofSeconds(3);
  private static final Duration TELL_INTERVAL = Duration.ofSeconds(1);

  private final Replicas replicas;
  private final Ownership ownership;
  private final Progress progress;
  private final Clock clock;
  private ReplicaView seen;
  private int lapses;
  private Instant lookAt = Instant.MIN;
  private Instant tellAt = Instant.MIN;

  Sharing(Replicas replicas, Progress progress, Clock clock) {
    this.replicas = replicas;
    this.ownership = new Ownership(replicas.view().self());
    this.progress = progress;
    this.clock = clock;
  }

  /** Whether that shard is this replica's to read. */
  boolean reads(String shard) {
    return ownership.reads(shard);
  }

  /** The shards this replica has, those that it is about to let go among them. */
  Set<String> owned() {
    return ownership.owned();
  }

  /** The shards to let go once nothing of them is held. */
  Set<String> leaving() {
    return ownership.leaving();
  }

  /** Whether this replica does what one alone has to do. */
  boolean isLeader() {
    return replicas.view().isLeader();
  }

  /** Whether this replica was silent for so long that the others have taken all it had. */
  boolean hasLapsed() {
    return replicas.view().lapses() != lapses;
  }

  /** All is left to the others; to be called once what is held is committed. */
  void lapse() {
    lapses = replicas.view().lapses();
    ownership.lapsed();
    seen = null;
  }

  void lost(Set<String> shards) {
    ownership.lost(shards);
  }

  void released(String shard) {
    ownership.released(shard);
    tellAt = Instant.MIN;
  }

  /** There are other shards to read than before. */
  void shardsChanged() {
    seen = null;
  }

  /** Takes note of what the others say; the shards that this replica takes are to be read. */
  void update(Ingestion ingestion) {
    ReplicaView view = replicas.view();
    Map<String, Collection<String>> others = view.others();
    Instant now = clock.instant();
    if (!others.isEmpty() && !now.isBefore(lookAt)) {
      look(ingestion);
    }
    if (view.settled() && view != seen) {
      seen = view;
      Set<String> taken = ownership.update(others, ingestion.shards().unfinished());
      if (!taken.isEmpty() && !others.isEmpty()) {
        // Others may have read them meanwhile.
        look(ingestion);
      }
      progress.reading(ownership.owned());
    }
    tell(now);
  }

  private void look(Ingestion ingestion) {
    ownership.lost(ingestion.resync());
    progress.seen(ingestion);
    boolean waiting = ingestion.shards().waiting() > 0;
    lookAt = clock.instant().plus(waiting ? LOOK_AGAIN_WAITING : LOOK_AGAIN);
    seen = null;
  }

  private void tell(Instant now) {
    if (!now.isBefore(tellAt)) {
      tellNow();
    }
  }

  /** How this replica is. */
  ReplicaState state() {
    String restarted = replicas.before().map(ReplicaState::restarted).orElse(null);
    return progress.state(ownership.owned(), restarted);
  }

  /** Tells the others how this replica is. */
  void tellNow() {
    replicas.tell(state());
    tellAt = clock.instant().plus(TELL_INTERVAL);
  }
}
