package dev.lakehouse.compiler;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.Maintenance;
import dev.lakehouse.api.Timeouts;
import dev.lakehouse.plan.Upkeep;
import java.time.Duration;

/** The checks of what keeps tables up. */
final class MaintenanceChecks {
  private MaintenanceChecks() {}

  static void check(Maintenance maintenance, Timeouts timeouts, Findings findings) {
    if (maintenance == null) {
      return;
    }
    CommonChecks.schedule("spec.maintenance.schedule", maintenance.schedule(), findings);
    String path = "spec.maintenance.vacuumAfter";
    int before = findings.violations().size();
    findings.checkDuration(path, maintenance.vacuumAfter());
    if (maintenance.vacuumAfter() == null || findings.violations().size() > before) {
      return;
    }
    Duration after = Durations.parse(maintenance.vacuumAfter());
    if (after.compareTo(Upkeep.SHORTEST_VACUUM_AFTER) < 0) {
      findings.add(
          path,
          SpecReason.INVALID_DURATION,
          "'%s' is too short: a run that takes long may still read what was replaced; write at least %dh"
              .formatted(maintenance.vacuumAfter(), Upkeep.SHORTEST_VACUUM_AFTER.toHours()));
    } else if (runMayTake(timeouts).compareTo(after) >= 0) {
      findings.add(
          path,
          SpecReason.INVALID_DURATION,
          "'%s' is not longer than a run may take (spec.timeouts.run, %s), which could lose what it reads; make one longer or the other shorter"
              .formatted(maintenance.vacuumAfter(), timeouts.run()));
    }
  }

  /** What can't be read is told elsewhere. */
  private static Duration runMayTake(Timeouts timeouts) {
    try {
      return timeouts == null || timeouts.run() == null
          ? Duration.ZERO
          : Durations.parse(timeouts.run());
    } catch (IllegalArgumentException e) {
      return Duration.ZERO;
    }
  }
}
