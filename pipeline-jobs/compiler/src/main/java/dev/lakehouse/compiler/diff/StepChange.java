package dev.lakehouse.compiler.diff;

import dev.lakehouse.plan.ByteCount;
import java.util.List;

/**
 * How a step of a plan differs from the step of the same id before.
 *
 * @param step id: the table's name, or {@code <table>@<connection>} for a publish
 * @param kind whether the step came, went or changed
 * @param impact what it means for the table
 * @param reasons what changed, each in a few words; empty for a step that came or went
 * @param downstream ids of the steps that read, directly or not, what this step makes; sorted
 */
public record StepChange(
    String step, Kind kind, Impact impact, List<String> reasons, List<String> downstream) {
  /** What happened to a step. */
  public enum Kind {
    /** It is new. */
    ADDED("added"),
    /** It is gone; its table stays as it is. */
    REMOVED("removed, its table stays"),
    /** It does something else. */
    CHANGED("changed");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  public StepChange {
    reasons = List.copyOf(reasons);
    downstream = List.copyOf(downstream);
  }

  /** Whether it waits until a person approves. */
  public boolean breaking() {
    return impact == Impact.BREAKING;
  }

  /** For people, one line. */
  public String text() {
    return text(null);
  }

  /**
   * The same of a table whose size is known.
   *
   * @param bytes of its files; null: not known
   */
  String text(Long bytes) {
    String size =
        bytes == null || impact.compareTo(Impact.REBUILDS) < 0
            ? ""
            : ", %s to rewrite".formatted(ByteCount.text(bytes));
    String what =
        kind == Kind.CHANGED
            ? "%s %s%s (%s)".formatted(step, impact.words(), size, String.join("; ", reasons))
            : step + " " + kind.words();
    return downstream.isEmpty() ? what : what + "; read by " + String.join(", ", downstream);
  }
}
