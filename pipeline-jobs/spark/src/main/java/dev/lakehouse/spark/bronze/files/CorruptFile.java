package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.FailureClassifier;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.TaskKilledException;

/**
 * A file that could not be read to its end.
 *
 * @param name as in {@link FoundFile#name()}
 * @param reason what the reader said of it
 */
public record CorruptFile(String name, String reason) implements Serializable {
  private static final Set<FailureReason> OF_CONTENT =
      Set.of(FailureReason.DATA_INVALID, FailureReason.UNEXPECTED);

  private static final int MAX_DEPTH = 20;
  private static final int MAX_REASON = 300;

  /**
   * The file as corrupt, when it is the content that could not be read; empty when the file could
   * not be reached, or the job was stopped: then it is no fault of the file.
   */
  static Optional<CorruptFile> of(String name, Throwable thrown) {
    if (thrown instanceof TaskKilledException || !isOfContent(thrown)) {
      return Optional.empty();
    }
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < MAX_DEPTH; depth++) {
      root = root.getCause();
    }
    String message =
        String.valueOf(root.getMessage()).lines().findFirst().orElse("").replace(name, "the file");
    String reason = root.getClass().getSimpleName() + ": " + message;
    return Optional.of(
        new CorruptFile(
            name, reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason));
  }

  private static boolean isOfContent(Throwable thrown) {
    int depth = 0;
    for (Throwable each = thrown; each != null && depth < MAX_DEPTH; each = each.getCause()) {
      String type = each.getClass().getName();
      if (type.startsWith("software.amazon.") || type.startsWith("org.apache.hadoop.fs.s3a.")) {
        return false;
      }
      depth++;
    }
    FailureReason reason =
        FailureClassifier.classify(thrown, FailureClassifier.Side.SOURCE).reason();
    return OF_CONTENT.contains(reason);
  }
}
