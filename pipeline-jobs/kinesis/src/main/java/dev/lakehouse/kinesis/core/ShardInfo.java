package dev.lakehouse.kinesis.core;

import java.util.List;

/**
 * A shard as the stream lists it.
 *
 * @param parents the shards it came from by a split or merge; their records come first
 */
public record ShardInfo(String id, List<String> parents) {
  public ShardInfo {
    parents = List.copyOf(parents);
  }
}
