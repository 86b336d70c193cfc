package dev.lakehouse.compiler;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/** Whether a schedule is one. */
final class Schedules {
  private static final CronParser CRON =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
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
