package dev.lakehouse.compiler;

import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The checks of a LakehouseRun against the plan it would execute. */
final class RunChecks {
  private RunChecks() {}

  static void check(LakehouseRunSpec run, RunPlan plan, Findings findings) {
    fullRefresh(run, plan, findings);
    rollback(run, plan, findings);
    release(run, plan, findings);
    if (run.dataSourceRef() != null) {
      boolean stream = plan.steps().stream().anyMatch(step -> step instanceof Step.Kinesis);
      if (stream) {
        ofStream(run, findings);
      } else {
        ofBatch(run, plan, findings);
      }
    }
  }

  private static void fullRefresh(LakehouseRunSpec run, RunPlan plan, Findings findings) {
    List<String> fullRefresh = Defaults.orEmpty(run.fullRefresh());
    for (int i = 0; i < fullRefresh.size(); i++) {
      made("spec.fullRefresh[" + i + "]", fullRefresh.get(i), plan, findings);
    }
  }

  private static void rollback(LakehouseRunSpec run, RunPlan plan, Findings findings) {
    if (run.rollbackTo() == null) {
      return;
    }
    List<LakehouseRunSpec.TableVersion> tables = Defaults.orEmpty(run.rollbackTo().tables());
    for (int i = 0; i < tables.size(); i++) {
      made("spec.rollbackTo.tables[" + i + "].table", tables.get(i).table(), plan, findings);
    }
    CommonChecks.distinct(
        "spec.rollbackTo.tables",
        tables,
        LakehouseRunSpec.TableVersion::table,
        SpecReason.INVALID_SPEC,
        findings);
  }

  /** A gold table is computed anew each time, and its quarantine with it. */
  private static void release(LakehouseRunSpec run, RunPlan plan, Findings findings) {
    if (run.releaseQuarantine() == null) {
      return;
    }
    List<String> rules = Defaults.orEmpty(run.releaseQuarantine().rules());
    for (int i = 0; i < rules.size(); i++) {
      // A rule of the schema would cost more than an API server allows for so many texts.
      if (!rules.get(i).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        findings.add(
            "spec.releaseQuarantine.rules[" + i + "]",
            SpecReason.INVALID_SPEC,
            "'%s' is no name of an expectation; write letters, digits and _"
                .formatted(rules.get(i)));
      }
    }
    List<String> tables = run.releaseQuarantine().tables();
    for (int i = 0; i < tables.size(); i++) {
      String path = "spec.releaseQuarantine.tables[" + i + "]";
      String table = tables.get(i);
      made(path, table, plan, findings);
      boolean other =
          plan.steps().stream()
              .anyMatch(step -> step.id().equals(table) && !(step instanceof Step.Silver));
      if (other) {
        findings.add(
            path,
            SpecReason.INVALID_SPEC,
            "%s is computed from its inputs, and its quarantine with it: a mended rule is asked of all rows by a run with fullRefresh: [%s]"
                .formatted(table, table));
      }
      if (Defaults.orEmpty(run.fullRefresh()).contains(table)) {
        findings.add(
            path,
            SpecReason.INVALID_SPEC,
            "%s is in fullRefresh, too, which asks the rules of all of its input anyway; remove it from one of them"
                .formatted(table));
      }
    }
  }

  private static void made(String path, String table, RunPlan plan, Findings findings) {
    List<String> tables =
        plan.steps().stream()
            .filter(step -> !(step instanceof Step.Publish))
            .map(Step::id)
            .toList();
    if (!tables.contains(table)) {
      findings.add(
          path,
          SpecReason.TABLE_NOT_FOUND,
          "%s %s makes no table %s%s; it makes %s"
              .formatted(
                  plan.owner().kind(),
                  plan.owner().name(),
                  table,
                  NearestName.hint(table, tables),
                  String.join(", ", tables)));
    }
  }

  private static void ofStream(LakehouseRunSpec run, Findings findings) {
    String name = run.dataSourceRef().name();
    if (run.backfill() != null) {
      findings.add(
          "spec.backfill",
          SpecReason.INVALID_SPEC,
          "DataSource '%s' is a stream, which keeps its records for a while only: what it still has is read already. Only batch sources can be read once more"
              .formatted(name));
    } else if (!Boolean.TRUE.equals(run.replayDeadLetters())
        && !Boolean.TRUE.equals(run.maintenance())) {
      findings.add(
          "spec",
          SpecReason.INVALID_SPEC,
          "DataSource '%s' is a stream and is read continuously, without runs; a run can replay its dead letters: set replayDeadLetters: true"
              .formatted(name));
    }
  }

  private static void ofBatch(LakehouseRunSpec run, RunPlan plan, Findings findings) {
    String name = run.dataSourceRef().name();
    if (Boolean.TRUE.equals(run.replayDeadLetters())) {
      findings.add(
          "spec.replayDeadLetters",
          SpecReason.INVALID_SPEC,
          "DataSource '%s' is a batch source and has no dead letters: what it could not read is still where it came from. Use backfill to read a range of it once more"
              .formatted(name));
    }
    if (run.backfill() != null) {
      window(run.backfill(), findings);
      plan.steps().stream()
          .filter(step -> step instanceof Step.Jdbc jdbc && jdbc.cursor() == null)
          .forEach(
              step ->
                  findings.add(
                      "spec.backfill",
                      SpecReason.INVALID_SPEC,
                      "DataSource '%s' has no cursor, so that all of its table is read each time; create a run without backfill, or give it a cursor"
                          .formatted(name)));
      plan.steps().stream()
          .filter(step -> step instanceof Step.Http http && !hasTimes(http.read().incremental()))
          .forEach(
              step ->
                  findings.add(
                      "spec.backfill",
                      SpecReason.INVALID_SPEC,
                      "DataSource '%s' does not ask its API by a time, so that a range of time means nothing to it; create a run without backfill, or give it an incremental field that is a time"
                          .formatted(name)));
    }
  }

  private static boolean hasTimes(HttpRead.Incremental incremental) {
    return incremental != null && incremental.format() != HttpRead.MarkFormat.NUMBER;
  }

  /** The schema knows the form of a time, not the calendar. */
  private static void window(LakehouseRunSpec.Backfill backfill, Findings findings) {
    try {
      new BackfillWindow(Instant.parse(backfill.from()), Instant.parse(backfill.to()));
    } catch (DateTimeParseException e) {
      findings.add(
          "spec.backfill",
          SpecReason.INVALID_SPEC,
          "'" + e.getParsedString() + "' is no time of the calendar");
    } catch (IllegalArgumentException e) {
      findings.add("spec.backfill", SpecReason.INVALID_SPEC, e.getMessage());
    }
  }
}
