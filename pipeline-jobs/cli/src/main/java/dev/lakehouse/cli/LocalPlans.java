package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The plans of some files as local Spark runs them: no sources, no publishes, one after another.
 */
final class LocalPlans {
  private static final Pattern SALT = Pattern.compile("\"(LAKEHOUSE_SALT_[A-Z0-9_]+)\"");

  private final List<RunPlan> plans = new ArrayList<>();
  private final Map<TableName, Step> sources = new TreeMap<>();

  private LocalPlans(List<CompiledObject> compiled) {
    List<RunPlan> waiting = new ArrayList<>();
    for (CompiledObject object : compiled) {
      RunPlan plan = object.compiled().plan();
      if (plan.owner().kind().equals("DataSource")) {
        plan.steps().forEach(step -> sources.put(TableName.of(step.id()), step));
      } else {
        waiting.add(withoutPublishes(plan));
      }
    }
    order(waiting);
  }

  static LocalPlans of(List<CompiledObject> compiled) {
    return new LocalPlans(compiled);
  }

  private static RunPlan withoutPublishes(RunPlan plan) {
    return new RunPlan(
        plan.formatVersion(),
        plan.owner(),
        plan.lake(),
        List.of(),
        plan.steps().stream().filter(step -> !(step instanceof Step.Publish)).toList());
  }

  /** Each after those that make what it reads. */
  private void order(List<RunPlan> waiting) {
    while (!waiting.isEmpty()) {
      RunPlan next =
          waiting.stream()
              .filter(plan -> waiting.stream().noneMatch(other -> feeds(other, plan)))
              .findFirst()
              .orElse(waiting.get(0));
      waiting.remove(next);
      plans.add(next);
    }
  }

  private static boolean feeds(RunPlan one, RunPlan other) {
    Set<TableName> made = made(one);
    return one != other
        && other.steps().stream().flatMap(step -> step.inputs().stream()).anyMatch(made::contains);
  }

  private static Set<TableName> made(RunPlan plan) {
    return plan.steps().stream().map(step -> TableName.of(step.id())).collect(Collectors.toSet());
  }

  /** As JSON, in the order they run. */
  List<String> json() {
    return plans.stream().map(PlanCodec::toJson).toList();
  }

  /** The tables that are read and that none of the plans makes. */
  Set<TableName> read() {
    Set<TableName> read = new TreeSet<>();
    Set<TableName> made = new HashSet<>();
    for (RunPlan plan : plans) {
      plan.steps().forEach(step -> read.addAll(step.inputs()));
      made.addAll(made(plan));
    }
    read.removeAll(made);
    return read;
  }

  /** The step that fills that table in production; null when no DataSource does. */
  Step source(TableName table) {
    return sources.get(table);
  }

  /** The columns that its DataSource declares. */
  List<Step.ColumnType> columns(TableName table) {
    Step step = sources.get(table);
    if (step instanceof Step.Files files) {
      return files.columns();
    }
    if (step instanceof Step.Jdbc jdbc) {
      return jdbc.columns();
    }
    return step instanceof Step.Kinesis kinesis ? kinesis.decoding().columns() : List.of();
  }

  /** What is known of bronze tables without data: what tests need. */
  List<LocalJob.Source> declared() {
    return read().stream()
        .map(table -> new LocalJob.Source(table.toString(), null, null, Map.of(), columns(table)))
        .toList();
  }

  /** The environment variables that must hold salts for masks. */
  Set<String> salts() {
    Set<String> salts = new TreeSet<>();
    for (String json : json()) {
      Matcher matcher = SALT.matcher(json);
      while (matcher.find()) {
        salts.add(matcher.group(1));
      }
    }
    return salts;
  }
}
