package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Several replicas share a stream's shards while they crash, sleep through their leases and wake up
 * with records in their hands, see each other late or not at all, read twice, commit without
 * hearing of it or long after they gave up, and while shards split, merge and expire. No record is
 * lost, none is there twice, and the records of one key stand in their order.
 */
class ScaleOutProperties {
  @Property(tries = 2_000)
  void nothingLostNothingTwiceAllInOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int replicas) {
    ScaleOutStory story = new ScaleOutStory(seed, replicas, true);
    story.tell();
    assertThat(story.violation()).isEmpty();
  }

  /** The same stories: what keeps them right is the fence, not luck and not the leases. */
  @Test
  void withoutTheFenceTheSameStoriesEndBadly() {
    long bad =
        LongStream.range(0, 300)
            .mapToObj(
                seed -> {
                  ScaleOutStory story = new ScaleOutStory(seed, 3, false);
                  story.tell();
                  return story.violation();
                })
            .filter(Optional::isPresent)
            .count();
    assertThat(bad).isGreaterThan(100);
  }

  /** The stories are about something: fences are needed in most, and shards change hands. */
  @Test
  void theStoriesHaveConflictsAndHandovers() {
    long refused = 0;
    long handovers = 0;
    long shared = 0;
    for (long seed = 0; seed < 100; seed++) {
      ScaleOutStory story = new ScaleOutStory(seed, 3, true);
      story.tell();
      refused += story.refused();
      handovers += story.handovers;
      shared += story.sharedCommits;
    }
    assertThat(refused).isGreaterThan(50);
    assertThat(handovers).isGreaterThan(40);
    assertThat(shared).isGreaterThan(20);
  }
}
