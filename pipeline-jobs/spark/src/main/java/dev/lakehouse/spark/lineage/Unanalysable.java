package dev.lakehouse.spark.lineage;

import dev.lakehouse.spark.StepFailure;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** Spark can't make sense of a query over the columns that are known. */
final class Unanalysable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> missing;

  private Unanalysable(String message, Optional<String> missing, Exception cause) {
    super(message, cause);
    this.missing = missing;
  }

  /** Of what Spark threw; what is not about the query goes on as it is. */
  static Unanalysable of(Exception thrown) {
    if (thrown instanceof StepFailure said) {
      return new Unanalysable(said.getMessage(), Optional.empty(), thrown);
    }
    if (!(thrown instanceof AnalysisException about)) {
      if (thrown instanceof RuntimeException surprise) {
        throw surprise;
      }
      throw new IllegalStateException(thrown);
    }
    String condition = about.getCondition();
    Optional<String> missing =
        condition != null && condition.startsWith("UNRESOLVED_COLUMN")
            ? Optional.ofNullable(about.getMessageParameters().get("objectName"))
                .map(Unanalysable::lastName)
            : Optional.empty();
    return new Unanalysable(about.getMessage().lines().findFirst().orElse(""), missing, thrown);
  }

  private static String lastName(String quoted) {
    String[] parts = quoted.split("`");
    return parts[parts.length - 1];
  }

  /** The column it looked for in vain. */
  Optional<String> missing() {
    return missing;
  }
}
