package dev.lakehouse.compiler;

import dev.lakehouse.api.Durations;
import dev.lakehouse.plan.RunPlan;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The violations that a compilation's checks have found so far. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void add(String path, SpecReason reason, String text) {
    violations.add(Violation.at(path, reason, text));
  }

  /** Each problem of a SQL text. */
  void addSql(String path, ParsedSql parsed) {
    parsed.problems().forEach(problem -> add(path, SpecReason.SQL_SYNTAX, problem));
  }

  void checkExpression(String path, String expression) {
    if (expression != null) {
      addSql(path, SparkGrammar.expression(expression));
    }
  }

  void checkType(String path, String type) {
    if (type != null) {
      addSql(path, SparkGrammar.dataType(type));
    }
  }

  void checkDuration(String path, String duration) {
    if (duration == null) {
      return;
    }
    try {
      Durations.parse(duration);
    } catch (IllegalArgumentException e) {
      add(path, SpecReason.INVALID_DURATION, e.getMessage());
    }
  }

  void checkTime(String path, String time) {
    if (time == null) {
      return;
    }
    try {
      OffsetDateTime.parse(time);
    } catch (DateTimeParseException e) {
      add(
          path,
          SpecReason.INVALID_SPEC,
          "'" + time + "' is not a time; for example 2026-01-31T08:00:00Z");
    }
  }

  /** All of them, first those that only this object's own spec can mend. */
  List<Violation> violations() {
    return violations.stream()
        .sorted(Comparator.comparing(violation -> violation.reason().dependsOnOthers()))
        .toList();
  }

  /** The plan, when nothing was found. */
  Compilation orElse(Supplier<RunPlan> plan) {
    return violations.isEmpty()
        ? Compilation.Compiled.of(plan.get())
        : new Compilation.Refused(violations());
  }
}
