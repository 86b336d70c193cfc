package dev.lakehouse.compiler;

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/** Whether a schedule is one. */
final class Schedules {
  /** As Kubernetes reads CronJobs (robfig/cron): five fields, Sunday is 0 and never 7. */
  private static final CronParser CRON =
      new CronParser(
          CronDefinitionBuilder.defineCron()
              .withMinutes()
              .withStrictRange()
              .and()
              .withHours()
              .withStrictRange()
              .and()
              .withDayOfMonth()
              .withStrictRange()
              .and()
              .withMonth()
              .withStrictRange()
              .and()
              .withDayOfWeek()
              .withValidRange(0, 6)
              .withMondayDoWValue(1)
              .withStrictRange()
              .and()
              .instance());

  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  private Schedules() {}

  static Optional<String> problemOfCron(String cron) {
    try {
      CRON.parse(cron).validate();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "'%s' is not a cron expression (%s): write minute, hour, day of month, month and day of week, for example '*/15 * * * *'"
              .formatted(cron, e.getMessage()));
    }
  }

  static Optional<String> problemOfTimeZone(String timeZone) {
    return ZONES.contains(timeZone)
        ? Optional.empty()
        : Optional.of(
            "there is no time zone '"
                + timeZone
                + "'"
                + NearestName.hint(timeZone, ZONES)
                + "; write an IANA name, for example Europe/Vienna");
  }
}
