package dev.lakehouse.plan;

import java.time.Duration;

/**
 * How tables are kept up.
 *
 * @param vacuumAfter files that no version of the last so long needs are deleted
 * @param dryRun whether it is only told what would be done
 */
public record Upkeep(Duration vacuumAfter, boolean dryRun) {
  /** How long files stay where nobody says otherwise: a week, as Delta itself has it. */
  public static final Duration DEFAULT_VACUUM_AFTER = Duration.ofHours(168);

  /** A day: shorter than that, a run that takes long could lose what it reads. */
  public static final Duration SHORTEST_VACUUM_AFTER = Duration.ofHours(24);

  public Upkeep {
    if (vacuumAfter.compareTo(SHORTEST_VACUUM_AFTER) < 0) {
      throw new IllegalArgumentException(
          "files must stay for %d hours at least, not %s; runs may still read them"
              .formatted(SHORTEST_VACUUM_AFTER.toHours(), vacuumAfter));
    }
  }
}
