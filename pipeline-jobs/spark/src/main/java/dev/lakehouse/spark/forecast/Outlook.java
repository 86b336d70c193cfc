package dev.lakehouse.spark.forecast;

import dev.lakehouse.plan.ByteCount;
import dev.lakehouse.spark.StepResult;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a step would do now.
 *
 * @param works whether it would write anything
 * @param rowsToRead null: not known
 * @param bytesToRead of its inputs' files
 * @param bytesToRewrite of its table's files that others would take the place of; null: not known
 *     before it is done
 * @param message for people
 */
public record Outlook(
    boolean works, Long rowsToRead, long bytesToRead, Long bytesToRewrite, String message) {

  /** Nothing. */
  public static Outlook nothing(String why) {
    return new Outlook(false, 0L, 0, 0L, why);
  }

  /** Something that no number is known of. */
  public static Outlook work(String message) {
    return new Outlook(true, null, 0, null, message);
  }

  /** All of the table is made anew. */
  public static Outlook anew(Reading reading, Optional<Long> replaced, String why) {
    String instead = replaced.map(bytes -> ", in place of " + ByteCount.text(bytes)).orElse("");
    return new Outlook(
        true,
        null,
        reading.bytes(),
        replaced.orElse(0L),
        "Would be made anew from all of its input (%s)%s: %s."
            .formatted(ByteCount.text(reading.bytes()), instead, why));
  }

  StepResult result(Long version, Map<String, Long> inputs) {
    if (!works) {
      return StepResult.nothingNew(version, inputs, message);
    }
    Map<String, Double> measures = new TreeMap<>();
    measures.put("bytesToRead", (double) bytesToRead);
    if (rowsToRead != null) {
      measures.put("rowsToRead", (double) rowsToRead);
    }
    if (bytesToRewrite != null) {
      measures.put("bytesToRewrite", (double) bytesToRewrite);
    }
    return new StepResult(false, null, null, version, inputs, null, measures, message);
  }
}
