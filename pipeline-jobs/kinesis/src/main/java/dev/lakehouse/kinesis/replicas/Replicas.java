package dev.lakehouse.kinesis.replicas;

import dev.lakehouse.reporting.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other replicas that this one lives and hears them, on a thread of its own: a commit
 * that takes long must not look like a death. While nobody can be heard, what was heard last holds.
 */
public final class Replicas implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

  /** Heartbeats within the time after which a replica counts as gone. */
  private static final int BEATS = 5;

  /** Two: the others have heard of this one before it takes anything. */
  private static final int EXCHANGES_TO_SETTLE = 2;

  private static final int FAILURES_TO_GO_ALONE = 5;

  private final Peers peers;
  private final Duration expiry;
  private final BooleanSupplier healthy;
  private final Thread thread = new Thread(this::run, "replicas");

  private volatile ReplicaView view;
  private volatile String lastWords;

  // Guarded by this.
  private ReplicaState own = ReplicaState.IDLE;
  private boolean hurried;
  private boolean closed;

  // Of the thread.
  private int exchanges;
  private int failures;
  private int lapses;
  private Long lastBeat;

  /**
   * Nothing is told before {@link #start}.
   *
   * @param healthy whether this replica still does what it says; a heartbeat is left out otherwise
   */
  public Replicas(Peers peers, Duration expiry, BooleanSupplier healthy) {
    this.peers = peers;
    this.expiry = expiry;
    this.healthy = healthy;
    this.view = new ReplicaView(peers.self(), alone(), !peers.mayHaveOthers(), 0);
    this.thread.setDaemon(true);
  }

  /** Begins to tell and to hear. */
  public Replicas start() {
    thread.start();
    return this;
  }

  /** What was heard last. */
  public ReplicaView view() {
    return view;
  }

  /** What a process of this name said before this one; empty: nothing, or not yet known. */
  public Optional<ReplicaState> before() {
    return Optional.ofNullable(lastWords).map(ReplicaState::fromJson);
  }

  /** Whether a process of this name after this one hears what this one said last. */
  public boolean remembers() {
    return peers.mayHaveOthers();
  }

  /** What the next process of this name is to hear; nothing is told after it. */
  public void lastWords(ReplicaState words) {
    end();
    try {
      peers.exchange(words.toJson());
    } catch (IOException | RuntimeException e) {
      LOG.warn("The next process will not know why this one ended: {}", e.toString());
    }
  }

  /** What to say of this replica from now on. */
  public synchronized void tell(ReplicaState state) {
    if (!state.shards().equals(own.shards())) {
      // Others may wait for a shard.
      hurried = true;
      notifyAll();
    }
    own = state;
  }

  /** What this replica said last. */
  public synchronized ReplicaState own() {
    return own;
  }

  private SortedMap<String, ReplicaState> alone() {
    return new TreeMap<>(Map.of(peers.self(), own()));
  }

  private void run() {
    while (pause()) {
      if (healthy.getAsBoolean()) {
        beat();
      }
    }
  }

  /** Whether to go on. */
  private synchronized boolean pause() {
    long wait = expiry.dividedBy(BEATS).toMillis();
    try {
      if (!hurried && !closed && exchanges + failures > 0) {
        wait(wait);
      }
    } catch (InterruptedException e) {
      closed = true;
    }
    hurried = false;
    return !closed;
  }

  private void beat() {
    long now = System.nanoTime();
    if (lastBeat != null && now - lastBeat > expiry.toNanos()) {
      LOG.warn("Silent for {} ms: the others have taken over", (now - lastBeat) / 1_000_000);
      lapses++;
    }
    lastBeat = now;
    try {
      if (exchanges == 0) {
        lastWords = peers.lastWords().orElse(null);
      }
      SortedMap<String, ReplicaState> alive = new TreeMap<>();
      peers
          .exchange(own().toJson())
          .forEach((name, words) -> alive.put(name, ReplicaState.fromJson(words)));
      exchanges++;
      failures = 0;
      boolean settled = exchanges >= EXCHANGES_TO_SETTLE || !peers.mayHaveOthers();
      view = new ReplicaView(peers.self(), alive, settled, lapses);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Exception e) {
    if (failures++ == 0) {
      LOG.warn(
          "The other replicas can't be heard; going on with what was heard last: {}", e.toString());
    }
    if (exchanges == 0 && failures >= FAILURES_TO_GO_ALONE) {
      view = new ReplicaView(peers.self(), alone(), true, lapses);
    }
  }

  /** Says good-bye: the others take over at once. */
  public void leave() {
    end();
    peers.leave();
  }

  /** Ends without a word. */
  @Override
  public void close() {
    end();
    peers.close();
  }

  private void end() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
