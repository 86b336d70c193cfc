package dev.lakehouse.kinesis.source;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * A Kinesis data stream read by enhanced fan-out: each registered consumer has two megabytes a
 * second of each shard for itself. Shards and retention are asked for as when polling.
 */
public final class FanOutSource implements StreamSource {
  private final KinesisSource polled;
  private final KinesisAsyncClient client;
  private final StreamConsumer consumer;
  private final String stream;
  private final Map<String, FanOutShard> shards = new ConcurrentHashMap<>();

  /**
   * Reads as that consumer.
   *
   * @param polled the same stream; closed with this
   */
  public FanOutSource(
      KinesisSource polled, KinesisAsyncClient client, StreamConsumer consumer, String stream) {
    this.polled = polled;
    this.client = client;
    this.consumer = consumer;
    this.stream = stream;
  }

  @Override
  public List<ShardInfo> shards() {
    return polled.shards();
  }

  @Override
  public Duration retention() {
    return polled.retention();
  }

  @Override
  public Fetched read(String shard, Position from, int maxRecords) {
    return shards
        .computeIfAbsent(
            shard,
            id ->
                new FanOutShard(
                    stream,
                    id,
                    (of, at) -> new Events(of, at),
                    Clock.systemUTC(),
                    () -> ThreadLocalRandom.current().nextDouble()))
        .read(from);
  }

  /** The shard is left to others: they could not subscribe to it otherwise. */
  @Override
  public void leave(String shard) {
    FanOutShard left = shards.remove(shard);
    if (left != null) {
      left.cancel();
    }
  }

  private void subscribe(FanOutShard shard, Position from, Events events) {
    String arn = consumer.arn();
    client
        .subscribeToShard(
            request ->
                request.consumerARN(arn).shardId(shard.id()).startingPosition(position(from)),
            SubscribeToShardResponseHandler.builder()
                .onError(events::onError)
                .subscriber(() -> events)
                .build())
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                events.onError(error);
              }
            });
  }

  private static StartingPosition position(Position from) {
    return StartingPosition.builder()
        .applyMutation(
            position -> {
              if (from instanceof Position.After after) {
                position.type("AFTER_SEQUENCE_NUMBER").sequenceNumber(after.sequence().toString());
              } else if (from instanceof Position.At at) {
                position.type("AT_TIMESTAMP").timestamp(at.time());
              } else {
                position.type("TRIM_HORIZON");
              }
            })
        .build();
  }

  @Override
  public void close() {
    shards.values().forEach(FanOutShard::cancel);
    client.close();
    polled.close();
  }

  /** One subscription's events, as the client gives them. */
  private final class Events
      implements Subscriber<SubscribeToShardEventStream>, FanOutShard.Ticket {
    private final FanOutShard shard;
    private final Position position;

    // Guarded by this.
    private Subscription subscription;
    private boolean wanted;

    private volatile boolean cancelled;

    Events(FanOutShard shard, Position position) {
      this.shard = shard;
      this.position = position;
    }

    @Override
    public void start() {
      subscribe(shard, position, this);
    }

    @Override
    public void onSubscribe(Subscription given) {
      boolean request;
      synchronized (this) {
        subscription = given;
        request = wanted;
      }
      if (cancelled) {
        given.cancel();
      } else if (request) {
        given.request(1);
      }
    }

    /** Calls the client without a lock: it may answer on this very thread. */
    @Override
    public void request() {
      Subscription given;
      synchronized (this) {
        wanted = true;
        given = subscription;
      }
      if (given != null) {
        given.request(1);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      Subscription given;
      synchronized (this) {
        given = subscription;
      }
      if (given != null) {
        given.cancel();
      }
    }

    @Override
    public void onNext(SubscribeToShardEventStream item) {
      if (item instanceof SubscribeToShardEvent event) {
        List<StreamRecord> records =
            event.records().stream()
                .flatMap(record -> KinesisSource.unpacked(record).stream())
                .toList();
        Long behind = event.millisBehindLatest();
        shard.event(this, records, event.continuationSequenceNumber(), behind == null ? 0 : behind);
      } else {
        request();
      }
    }

    @Override
    public void onError(Throwable error) {
      shard.failed(this, error instanceof CompletionException ? error.getCause() : error);
    }

    @Override
    public void onComplete() {
      shard.complete(this);
    }
  }
}
