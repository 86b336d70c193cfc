package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Schedule;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the upkeep of an owner's tables is due. It goes before what the trigger asks for, since
 * data that never stops coming would else leave no time for it. Pure.
 */
final class MaintenanceRule {
  private MaintenanceRule() {}

  /** When upkeep is due; as with runs, times missed meanwhile are made up for once. */
  static Optional<Instant> nextTime(Situation situation) {
    Optional<Schedule> schedule = situation.owner().maintenance().map(Upkept::schedule);
    return situation.owner().suspended() || situation.plan().isEmpty()
        ? Optional.empty()
        : schedule.flatMap(
            found ->
                DueRule.nextTime(
                    situation,
                    found,
                    situation.memory().nextMaintenanceTime(),
                    RunMarks::maintains));
  }

  /** The run that is due now; a pipeline's tables are not kept up before there was a run. */
  static Optional<NextRun.Decision> due(Situation situation, long sequence) {
    return nextTime(situation)
        .filter(time -> !time.isAfter(situation.now()))
        .filter(
            time ->
                situation.memory().lastRun() != null
                    || situation.owner().resource() instanceof DataSource)
        .map(time -> new NextRun.Decision.Start(sequence, RunCause.MAINTENANCE));
  }
}
