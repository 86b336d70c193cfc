package dev.lakehouse.operator.run;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.Maintenance;
import dev.lakehouse.api.Schedule;
import dev.lakehouse.plan.Upkeep;
import java.time.Duration;

/**
 * How an owner's tables are kept up.
 *
 * @param vacuumAfter how long files stay that nothing needs
 */
public record Upkept(Schedule schedule, Duration vacuumAfter) {

  static Upkept of(Maintenance maintenance) {
    return new Upkept(maintenance.schedule(), duration(maintenance.vacuumAfter()));
  }

  /** What can't be read is told by the compiler; an active run goes on meanwhile. */
  private static Duration duration(String text) {
    try {
      return text == null ? Upkeep.DEFAULT_VACUUM_AFTER : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      return Upkeep.DEFAULT_VACUUM_AFTER;
    }
  }
}
