package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Names;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/**
 * Whether a batch source is read at once instead of at its first tick: when nothing was ever
 * reported or scheduled. Reading is exactly once, so a Job too many would read nothing twice.
 */
final class InitialIngestion {
  private InitialIngestion() {}

  static Optional<Job> decide(DataSource source, DataSourceObserved observed) {
    DataSourceObserved.Children children = observed.children();
    boolean waits =
        Boolean.TRUE.equals(source.getSpec().suspend())
            || RunTurn.isWanted(source, observed.runs());
    boolean reported = source.getStatus() != null && source.getStatus().ingestion() != null;
    String name = Names.initialIngestion(source.getMetadata().getName());
    boolean made =
        children.jobs().stream().anyMatch(job -> job.getMetadata().getName().equals(name));
    if (waits || reported || made) {
      return Optional.empty();
    }
    return children
        .schedule()
        .filter(InitialIngestion::neverScheduled)
        .map(cronJob -> IngestionResources.initialJob(source, cronJob));
  }

  private static boolean neverScheduled(CronJob cronJob) {
    return cronJob.getStatus() == null || cronJob.getStatus().getLastScheduleTime() == null;
  }
}
