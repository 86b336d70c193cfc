package dev.lakehouse.compiler;

import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.api.Retry;
import dev.lakehouse.api.Schedule;
import dev.lakehouse.api.Timeouts;
import dev.lakehouse.api.Trigger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Checks that several kinds share. */
final class CommonChecks {
  private CommonChecks() {}

  /** There is a connection of that name, and it is of the kind that can be used there. */
  static void connection(
      String path, String name, Scope scope, Predicate<Connection> fits, Findings findings) {
    if (scope.lakehouse().isEmpty()) {
      return;
    }
    Optional<Connection> connection = scope.connection(name);
    if (connection.isEmpty()) {
      findings.add(path, SpecReason.CONNECTION_NOT_FOUND, TableChecks.noConnection(name, scope));
    } else if (!fits.test(connection.get())) {
      List<String> others =
          scope.connections().stream().filter(fits).map(Connection::name).toList();
      findings.add(
          path,
          SpecReason.CONNECTION_NOT_FOUND,
          "connection '%s' leads to %s, which can't be used here; %s"
              .formatted(
                  name,
                  leadsTo(connection.get()),
                  others.isEmpty()
                      ? "declare another in the Lakehouse's spec.connections"
                      : "name one of " + String.join(", ", others)));
    }
  }

  private static String leadsTo(Connection connection) {
    if (connection.jdbc() != null) {
      return "a database";
    }
    return connection.http() != null ? "an HTTP API" : "Redshift";
  }

  static void lakehouseExists(Scope scope, Findings findings) {
    if (scope.lakehouse().isEmpty()) {
      findings.add(
          "spec.lakehouseRef",
          SpecReason.LAKEHOUSE_NOT_FOUND,
          "there is no Lakehouse '"
              + scope.lakehouseName()
              + "' in this namespace; create it, or name another");
    }
  }

  /** {@code longest} leaves room for what is appended to make the names of children. */
  static void nameFits(String name, int longest, String children, Findings findings) {
    if (name.length() > longest) {
      findings.add(
          "metadata.name",
          SpecReason.NAME_TOO_LONG,
          "'%s' has %d characters and may have %d, so that the names made from it (%s) fit into what Kubernetes allows; choose a shorter name"
              .formatted(name, name.length(), longest, children));
    }
  }

  static void schedule(String path, Schedule schedule, Findings findings) {
    if (schedule == null) {
      return;
    }
    Schedules.problemOfCron(schedule.cron())
        .ifPresent(text -> findings.add(path + ".cron", SpecReason.INVALID_SCHEDULE, text));
    Schedules.problemOfTimeZone(Defaults.or(schedule.timeZone(), Defaults.TIME_ZONE))
        .ifPresent(text -> findings.add(path + ".timeZone", SpecReason.INVALID_SCHEDULE, text));
  }

  static void trigger(String path, Trigger trigger, Findings findings) {
    if (trigger == null) {
      return;
    }
    schedule(path + ".schedule", trigger.schedule(), findings);
    if (trigger.onNewData() != null) {
      findings.checkDuration(path + ".onNewData.minInterval", trigger.onNewData().minInterval());
    }
    if (trigger.continuous() != null) {
      findings.checkDuration(path + ".continuous.minInterval", trigger.continuous().minInterval());
    }
  }

  static void runs(Retry retry, Timeouts timeouts, Findings findings) {
    if (retry != null) {
      findings.checkDuration("spec.retry.backoff", retry.backoff());
    }
    if (timeouts != null) {
      findings.checkDuration("spec.timeouts.start", timeouts.start());
      findings.checkDuration("spec.timeouts.run", timeouts.run());
    }
  }

  /** No two items of a list share a name. */
  static <T> void distinct(
      String path, List<T> items, Function<T, String> name, SpecReason reason, Findings findings) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(name.apply(items.get(i)))) {
        findings.add(
            path + "[" + i + "]",
            reason,
            "'" + name.apply(items.get(i)) + "' is there twice; remove or rename one");
      }
    }
  }

  /**
   * Names of columns are among those of the table; nothing is known when {@code columns} is empty.
   */
  static void columnsExist(
      String path, List<String> names, Set<String> columns, Findings findings) {
    distinct(path, names, Function.identity(), SpecReason.INVALID_COLUMN, findings);
    for (int i = 0; i < names.size() && !columns.isEmpty(); i++) {
      String name = names.get(i);
      if (!columns.contains(name)) {
        findings.add(
            path + "[" + i + "]",
            SpecReason.INVALID_COLUMN,
            "the table has no column "
                + name
                + NearestName.hint(name, columns)
                + "; it has "
                + columns.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
  }
}
