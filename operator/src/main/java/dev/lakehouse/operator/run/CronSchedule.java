package dev.lakehouse.operator.run;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.lakehouse.api.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The times of a schedule. Pure; the compiler has refused what can't be parsed. */
public final class CronSchedule {
  private static final CronParser CRON =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final Duration STEP = Duration.ofMinutes(1);

  private final ExecutionTime times;
  private final ZoneId zone;

  private CronSchedule(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /** The times of that schedule. */
  public static CronSchedule of(Schedule schedule) {
    return new CronSchedule(
        ExecutionTime.forCron(CRON.parse(schedule.cron())),
        ZoneId.of(Optional.ofNullable(schedule.timeZone()).orElse("Etc/UTC")));
  }

  /** The first time after {@code instant}; empty for a date that never comes, as 31 February. */
  public Optional<Instant> next(Instant instant) {
    return times
        .nextExecution(ZonedDateTime.ofInstant(instant, zone))
        .map(ZonedDateTime::toInstant);
  }

  /** Whether that is one of the schedule's times: another schedule's time must not start a run. */
  boolean includes(Instant instant) {
    return next(instant.minus(STEP)).filter(instant::equals).isPresent();
  }
}
