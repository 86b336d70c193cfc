package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How many pods share the shards of a stream. */
@ApiType
@ValidationRule(
    value = "!has(self.max) || self.min <= self.max",
    message = "max must not be below min; leave max out for a fixed number of pods")
public record StreamReplicas(
    @Default("1")
        @Min(1)
        @Max(500)
        @JsonPropertyDescription("Least number of pods that read. Defaults to 1.")
        Integer min,
    @Min(1)
        @Max(500)
        @JsonPropertyDescription(
            "Greatest number of pods; there are never more than the stream has open shards. Between"
                + " min and max they become more while the slowest shard is further behind than"
                + " maxLag, and fewer after ten minutes without delay. Absent: as min.")
        Integer max,
    @Default("1m")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "How far behind the stream's end the slowest shard may be before another pod is started."
                + " Defaults to 1m.")
        String maxLag,
    @JsonPropertyDescription(
            "Stop all pods while the stream has nothing to read. Absent: at least min pods always"
                + " run.")
        Idle idle) {

  /** When a stream sleeps, and how often it is looked at meanwhile. */
  @ApiType
  public record Idle(
      @Default("30m")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "How long nothing must have come before all pods are stopped. Defaults to 30m.")
          String after,
      @Default("10m")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "How often one pod is started to look whether something came: the longest that a"
                  + " record waits while the stream sleeps. Must be well below the stream's"
                  + " retention. Defaults to 10m.")
          String lookEvery) {}
}
