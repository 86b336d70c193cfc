package dev.lakehouse.kinesis.source;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A Kinesis data stream, read with GetRecords. */
public final class KinesisSource implements StreamSource {
  private static final Logger LOG = LoggerFactory.getLogger(KinesisSource.class);

  /** Retention changes seldom, and a shorter one takes effect slowly. */
  private static final long RETENTION_AGE_NANOS = Duration.ofMinutes(10).toNanos();

  /**
   * So much is taken of one answer, as it is unpacked: an answer is bounded as it is sent, and what
   * is packed grows. The next read begins behind what was taken.
   */
  static final long MOST_UNPACKED = 10L << 20;

  /** An iterator and the position it stands at: good for a read from there, no other. */
  private record Cursor(Position at, String iterator) {}

  private final KinesisClient client;
  private final String stream;
  private Duration retention;
  private Long retentionAsked;
  private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();

  public KinesisSource(KinesisClient client, String stream) {
    this.client = client;
    this.stream = stream;
  }

  @Override
  public List<ShardInfo> shards() {
    return translated(
        () -> {
          List<ShardInfo> shards = new ArrayList<>();
          ListShardsRequest request = ListShardsRequest.builder().streamName(stream).build();
          while (request != null) {
            ListShardsResponse response = client.listShards(request);
            response.shards().forEach(shard -> shards.add(info(shard)));
            // A continuation must not name the stream again.
            request =
                response.nextToken() == null
                    ? null
                    : ListShardsRequest.builder().nextToken(response.nextToken()).build();
          }
          return shards;
        });
  }

  private static ShardInfo info(Shard shard) {
    return new ShardInfo(
        shard.shardId(),
        Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
            .filter(Objects::nonNull)
            .toList());
  }

  @Override
  public synchronized Duration retention() {
    long now = System.nanoTime();
    if (retentionAsked == null || now - retentionAsked > RETENTION_AGE_NANOS) {
      retentionAsked = now;
      try {
        retention =
            Duration.ofHours(
                client
                    .describeStreamSummary(request -> request.streamName(stream))
                    .streamDescriptionSummary()
                    .retentionPeriodHours());
      } catch (SdkException e) {
        LOG.warn(
            "The retention of stream {} can't be asked ({}): records that it drops before they are read will not be noticed. Give the role of the pod's service account kinesis:DescribeStreamSummary",
            stream,
            e.getMessage());
      }
    }
    return retention;
  }

  @Override
  public Fetched read(String shard, Position from, int maxRecords) {
    return translated(
        () -> {
          Cursor cursor = cursors.remove(shard);
          if (cursor == null || !cursor.at().equals(from)) {
            cursor = open(shard, from);
          }
          GetRecordsResponse response;
          try {
            response = records(cursor, maxRecords);
          } catch (ExpiredIteratorException e) {
            // An iterator lives five minutes; a position does not age.
            response = records(open(shard, from), maxRecords);
          }
          return fetched(shard, from, response);
        });
  }

  private Cursor open(String shard, Position from) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
    if (from instanceof Position.After after) {
      request
          .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
          .startingSequenceNumber(after.sequence().toString());
    } else if (from instanceof Position.At at) {
      request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.time());
    } else {
      request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
    }
    return new Cursor(from, client.getShardIterator(request.build()).shardIterator());
  }

  private GetRecordsResponse records(Cursor cursor, int maxRecords) {
    return client.getRecords(request -> request.shardIterator(cursor.iterator()).limit(maxRecords));
  }

  private Fetched fetched(String shard, Position from, GetRecordsResponse response) {
    List<StreamRecord> records = new ArrayList<>(response.records().size());
    Position at = from;
    long bytes = 0;
    int taken = 0;
    for (Record record : response.records()) {
      if (bytes > MOST_UNPACKED) {
        break;
      }
      List<StreamRecord> unpacked = unpacked(record);
      bytes += unpacked.stream().mapToLong(each -> each.data().length).sum();
      records.addAll(unpacked);
      at = new Position.After(new BigInteger(record.sequenceNumber()));
      taken++;
    }
    boolean all = taken == response.records().size();
    String next = response.nextShardIterator();
    if (all && next != null) {
      cursors.put(shard, new Cursor(at, next));
    }
    long behind = response.millisBehindLatest() == null ? 0 : response.millisBehindLatest();
    // What was left is there to be read: the shard's end is not reached.
    return new Fetched(
        shard, from, records, all && next == null, all ? behind : Math.max(1, behind));
  }

  /** The records within that record, as producers sent them. */
  static List<StreamRecord> unpacked(Record record) {
    return Payloads.of(
        new StreamRecord(
            record.sequenceNumber(),
            record.partitionKey(),
            record.approximateArrivalTimestamp(),
            record.data().asByteArrayUnsafe()));
  }

  private <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw KinesisErrors.translate(stream, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
