package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.SchemaHistory;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaState.ShardLag;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.SchemaProgress;
import dev.lakehouse.plan.progress.StreamProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What one replica reports for all: totals from the tables' marks, which hold everybody's, and what
 * each says of itself. Pure.
 */
final class StatusReport {
  private static final int SHARDS = 5;
  private static final int REPLICAS = 10;
  private static final int GAPS = 5;

  private StatusReport() {}

  /**
   * The report.
   *
   * @param replicas what each says that is alive, by name
   */
  static IngestionStatus of(Progress progress, SortedMap<String, ReplicaState> replicas) {
    TableState bronze = progress.bronze();
    Collection<ReplicaState> states = replicas.values();
    ReplicaState troubled =
        states.stream().filter(state -> state.reason() != null).findFirst().orElse(null);
    return new IngestionStatus(
        bronze == null ? null : bronze.version(),
        bronze == null ? null : bronze.rows(),
        progress.dead() == null ? null : progress.dead().rows(),
        latest(states, ReplicaState::lastCommit),
        latest(states, ReplicaState::lastSuccess),
        shards(states, bronze),
        states.stream().mapToInt(state -> state.owned().size()).sum(),
        states.stream()
            .map(ReplicaState::millisBehind)
            .filter(Objects::nonNull)
            .max(Long::compare)
            .orElse(null),
        troubled == null ? null : troubled.reason(),
        troubled == null ? null : troubled.message(),
        stream(progress, replicas),
        schema(bronze));
  }

  private static SchemaProgress schema(TableState bronze) {
    if (bronze == null) {
      return null;
    }
    List<SchemaProgress.Change> history = new ArrayList<>();
    for (SchemaHistory.Change change : bronze.schema().changes()) {
      String time = Progress.text(change.time());
      history.add(
          0, new SchemaProgress.Change(change.version(), time, change.added(), change.count()));
    }
    return new SchemaProgress(
        bronze.schema().version(), bronze.rescued(), history.isEmpty() ? null : history);
  }

  private static StreamProgress stream(
      Progress progress, SortedMap<String, ReplicaState> replicas) {
    Collection<ReplicaState> states = replicas.values();
    return new StreamProgress(
        progress.bronze() == null ? null : progress.bronze().bytes(),
        sum(states, ReplicaState::rowsPerMinute),
        sum(states, ReplicaState::bytesPerMinute),
        progress.waiting(),
        replicas.size(),
        replicas(replicas),
        gaps(progress.bronze()),
        states.stream()
            .map(ReplicaState::stalledSince)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  private static List<StreamProgress.Replica> replicas(SortedMap<String, ReplicaState> replicas) {
    return replicas.entrySet().stream()
        .map(
            entry ->
                new StreamProgress.Replica(
                    entry.getKey(),
                    entry.getValue().owned().size(),
                    entry.getValue().millisBehind(),
                    entry.getValue().rowsPerMinute(),
                    entry.getValue().reason()))
        .sorted(
            Comparator.comparing(
                    StreamProgress.Replica::millisBehindLatest,
                    Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(StreamProgress.Replica::name))
        .limit(REPLICAS)
        .toList();
  }

  private static List<IngestionStatus.Shard> shards(
      Collection<ReplicaState> states, TableState bronze) {
    return states.stream()
        .flatMap(state -> state.worst().stream())
        .sorted(Comparator.comparing(ShardLag::millis).reversed().thenComparing(ShardLag::shard))
        .limit(SHARDS)
        .map(
            lag ->
                new IngestionStatus.Shard(lag.shard(), sequence(bronze, lag.shard()), lag.millis()))
        .toList();
  }

  private static String sequence(TableState bronze, String shard) {
    return bronze == null ? null : text(bronze.mark(shard).sequence());
  }

  private static List<StreamProgress.Gap> gaps(TableState bronze) {
    if (bronze == null) {
      return null;
    }
    List<StreamProgress.Gap> gaps =
        bronze.marks().entrySet().stream()
            .filter(entry -> entry.getValue().gap() != null)
            .sorted(
                Comparator.comparing(
                    (Map.Entry<String, Mark> entry) -> entry.getValue().gap().length().negated()))
            .limit(GAPS)
            .map(entry -> gap(entry.getKey(), entry.getValue().gap()))
            .toList();
    return gaps.isEmpty() ? null : gaps;
  }

  private static StreamProgress.Gap gap(String shard, Gap gap) {
    return new StreamProgress.Gap(
        shard,
        Progress.text(gap.from()),
        Progress.text(gap.to()),
        gap.length().toMillis(),
        text(gap.after()),
        text(gap.before()));
  }

  private static String text(Object number) {
    return number == null ? null : number.toString();
  }

  private static long sum(Collection<ReplicaState> states, ToLongFunction<ReplicaState> number) {
    return states.stream().mapToLong(number).sum();
  }

  /** Times in this form sort as texts. */
  private static String latest(
      Collection<ReplicaState> states, Function<ReplicaState, String> time) {
    return states.stream()
        .map(time)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
