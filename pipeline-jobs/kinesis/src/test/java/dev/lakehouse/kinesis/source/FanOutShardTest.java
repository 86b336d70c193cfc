package dev.lakehouse.kinesis.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** A shard's subscriptions as Kinesis gives them, event by event. */
class FanOutShardTest {
  private static final Position START = new Position.TrimHorizon();

  /** A subscription that the test plays. */
  private final class Played implements FanOutShard.Ticket {
    final Position from;
    int requested;
    boolean cancelled;

    Played(Position from) {
      this.from = from;
    }

    @Override
    public void start() {}

    @Override
    public void request() {
      requested++;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    void event(String continuation, long... sequences) {
      List<StreamRecord> records =
          LongStream.of(sequences)
              .mapToObj(n -> new StreamRecord(BigInteger.valueOf(n), "k", now, new byte[1]))
              .toList();
      shard.event(this, records, continuation, 5);
    }
  }

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<Played> opened = new ArrayList<>();
  private final FanOutShard shard =
      new FanOutShard(
          "orders",
          "shardId-000000000000",
          (of, from) -> {
            opened.add(new Played(from));
            return last();
          },
          ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
          () -> 1);

  private Played last() {
    return opened.get(opened.size() - 1);
  }

  private static Position after(long sequence) {
    return new Position.After(BigInteger.valueOf(sequence));
  }

  private static List<Long> numbers(Fetched fetched) {
    return fetched.records().stream().map(record -> record.sequence().longValue()).toList();
  }

  @Test
  void oneEventAtATimeIsAskedForAndGivenToTheReader() {
    assertThat(numbers(shard.read(START))).isEmpty();
    assertThat(last().from).isEqualTo(START);
    assertThat(last().requested).isEqualTo(1);
    assertThat(numbers(shard.read(START))).isEmpty();
    assertThat(last().requested).isEqualTo(1);
    last().event("8", 5, 7);
    Fetched first = shard.read(START);
    assertThat(numbers(first)).containsExactly(5L, 7L);
    assertThat(first.from()).isEqualTo(START);
    assertThat(first.millisBehindLatest()).isEqualTo(5);
    assertThat(last().requested).isEqualTo(2);
    last().event("11", 10);
    Fetched second = shard.read(after(7));
    assertThat(second.from()).isEqualTo(after(7));
    assertThat(numbers(second)).containsExactly(10L);
    assertThat(opened).hasSize(1);
  }

  @Test
  void afterFiveMinutesItSubscribesAgainWhereTheLastEventSaid() {
    shard.read(START);
    last().event("8", 5);
    shard.read(START);
    last().event("90");
    // Nothing came, but the shard has moved on.
    assertThat(numbers(shard.read(after(5)))).isEmpty();
    shard.complete(last());
    assertThat(numbers(shard.read(after(5)))).isEmpty();
    assertThat(opened).hasSize(2);
    assertThat(last().from).isEqualTo(after(90));
    last().event("100", 95);
    Fetched fetched = shard.read(after(5));
    assertThat(numbers(fetched)).containsExactly(95L);
    assertThat(fetched.from()).isEqualTo(after(5));
  }

  @Test
  void aSubscriptionOfAnotherIsWaitedFor() {
    shard.read(START);
    shard.failed(last(), ResourceInUseException.builder().message("in use").build());
    assertThatThrownBy(() -> shard.read(START)).isInstanceOf(ThrottledException.class);
    shard.read(START);
    assertThat(opened).hasSize(1);
    now = now.plusSeconds(1);
    shard.read(START);
    assertThat(opened).hasSize(2);
    shard.failed(last(), ResourceInUseException.builder().message("in use").build());
    assertThatThrownBy(() -> shard.read(START)).isInstanceOf(ThrottledException.class);
    now = now.plusSeconds(1);
    shard.read(START);
    assertThat(opened).hasSize(2);
    now = now.plusSeconds(1);
    shard.read(START);
    assertThat(opened).hasSize(3);
  }

  @Test
  void aClosedShardEndsAndIsNotSubscribedToAgain() {
    shard.read(START);
    last().event(null, 5);
    Fetched end = shard.read(START);
    assertThat(numbers(end)).containsExactly(5L);
    assertThat(end.ended()).isTrue();
    shard.complete(last());
    assertThat(shard.read(after(5)).ended()).isTrue();
    assertThat(opened).hasSize(1);
  }

  @Test
  void aReaderElsewhereGetsASubscriptionThereAndNothingOfTheOldOne() {
    shard.read(START);
    Played old = last();
    old.event("8", 5);
    shard.read(after(3));
    assertThat(old.cancelled).isTrue();
    assertThat(last().from).isEqualTo(after(3));
    old.event("9", 6);
    shard.complete(old);
    shard.failed(old, new IOException("late"));
    assertThat(numbers(shard.read(after(3)))).isEmpty();
    last().event("9", 4);
    assertThat(numbers(shard.read(after(3)))).containsExactly(4L);
    assertThat(opened).hasSize(2);
  }

  @Test
  void aNetworkThatFailsIsToldWhenItGoesOnFailing() {
    for (int i = 1; i <= 3; i++) {
      shard.read(START);
      assertThat(opened).hasSize(i);
      shard.failed(last(), new IOException("reset"));
      shard.read(START);
      now = now.plusSeconds(30);
    }
    shard.read(START);
    shard.failed(last(), new IOException("reset"));
    assertThatThrownBy(() -> shard.read(START))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("'orders' can't be reached");
    now = now.plusSeconds(30);
    shard.read(START);
    last().event("8", 5);
    shard.failed(last(), new IOException("reset"));
    assertThat(numbers(shard.read(START))).containsExactly(5L);
    assertThat(numbers(shard.read(after(5)))).isEmpty();
  }

  @Test
  void whatSomebodyElseHasToChangeIsToldAtOnce() {
    shard.read(START);
    shard.failed(
        last(),
        ResourceNotFoundException.builder()
            .awsErrorDetails(
                software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                    .errorCode("ResourceNotFoundException")
                    .build())
            .message("gone")
            .build());
    assertThatThrownBy(() -> shard.read(START))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("does not exist");
  }
}
