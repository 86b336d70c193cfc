package dev.lakehouse.kinesis.replicas;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a replica says of itself to the others.
 *
 * @param shards the shards it reads, see {@link #owned()}
 * @param rowsPerMinute rows it committed in the last minute
 * @param bytesPerMinute payload bytes of those
 * @param worst its shards that are furthest behind, a few
 * @param lastSuccess when it last read without error (RFC 3339); null: never
 * @param lastCommit when it last committed (RFC 3339); null: never
 * @param stalledSince since when nothing is committed although there is something (RFC 3339)
 * @param restarted when it last ended itself because of a stall (RFC 3339); null: never
 * @param reason why it can't go on; null: it can
 * @param message the reason in words
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReplicaState(
    String shards,
    long rowsPerMinute,
    long bytesPerMinute,
    List<ShardLag> worst,
    String lastSuccess,
    String lastCommit,
    String stalledSince,
    String restarted,
    String reason,
    String message) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PREFIX = "shardId-";
  private static final String FULL = PREFIX + "%012d";

  /** Nothing to say yet. */
  public static final ReplicaState IDLE =
      new ReplicaState("", 0, 0, List.of(), null, null, null, null, null, null);

  public ReplicaState {
    shards = shards == null ? "" : shards;
    worst = worst == null ? List.of() : List.copyOf(worst);
  }

  /** The same, about to end itself because of a stall. */
  public ReplicaState restarting(String now) {
    return new ReplicaState(
        shards,
        rowsPerMinute,
        bytesPerMinute,
        worst,
        lastSuccess,
        lastCommit,
        stalledSince,
        now,
        reason,
        message);
  }

  /** How far a shard is behind. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ShardLag(String shard, long millis) {}

  /** Short, since thousands of shards have to fit into an annotation. */
  public static String join(Set<String> shards) {
    return new TreeSet<>(shards)
        .stream().map(ReplicaState::shorten).collect(Collectors.joining(","));
  }

  private static String shorten(String shard) {
    if (shard.matches("shardId-\\d{12}")) {
      return Long.toString(Long.parseLong(shard.substring(PREFIX.length())));
    }
    return shard;
  }

  /** The shards it reads. */
  public Set<String> owned() {
    Set<String> owned = new TreeSet<>();
    for (String shard : shards.split(",")) {
      if (!shard.isEmpty()) {
        owned.add(shard.matches("\\d+") ? FULL.formatted(Long.parseLong(shard)) : shard);
      }
    }
    return owned;
  }

  /** How far its slowest shard is behind; null: it reads none. */
  public Long millisBehind() {
    return worst.isEmpty() ? null : (Long) worst.get(0).millis();
  }

  /** As one line. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What another replica said; {@link #IDLE} when that can't be understood. */
  public static ReplicaState fromJson(String text) {
    try {
      return MAPPER.readValue(text, ReplicaState.class);
    } catch (JsonProcessingException e) {
      return IDLE;
    }
  }
}
