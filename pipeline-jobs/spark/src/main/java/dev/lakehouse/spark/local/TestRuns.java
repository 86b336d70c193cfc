package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Unit tests of tables, all in one Spark session, each in a lake of its own. */
final class TestRuns {
  private final SparkSession spark;
  private final LocalJob job;
  private final PrintStream out;
  private final Map<String, LocalJob.Source> sources;

  TestRuns(SparkSession spark, LocalJob job, PrintStream out) {
    this.spark = spark;
    this.job = job;
    this.out = out;
    this.sources = job.sources().stream().collect(Collectors.toMap(LocalJob.Source::table, s -> s));
  }

  List<TestResult> run() {
    List<TestResult> results = new ArrayList<>();
    for (LocalJob.TestCase test : job.tests()) {
      TestResult result = run(test);
      results.add(result);
      out.printf(
          "%s  %s (%s, %d ms)%n",
          result.passed() ? "ok  " : "FAIL", test.name(), test.file(), result.millis());
      result.problems().forEach(line -> out.println("      " + line));
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    out.printf("%d tests, %d failed%n", results.size(), failed);
    return results;
  }

  private TestResult run(LocalJob.TestCase test) {
    long begin = System.nanoTime();
    List<String> problems = new ArrayList<>();
    Path lake = folder();
    try {
      List<RunPlan> plans = needed(test, lake.toString());
      give(test, plans, lake.toString());
      execute(plans).ifPresent(why -> problems.add(why.reason().label() + ": " + why.message()));
      if (problems.isEmpty()) {
        Map<String, List<String>> keys = keys(plans);
        test.expect()
            .forEach(
                (table, rows) ->
                    problems.addAll(
                        compare(table, rows, keys.getOrDefault(table, List.of()), lake)));
      }
    } catch (RuntimeException e) {
      problems.add(e.getMessage());
    } finally {
      delete(lake);
    }
    return new TestResult(test, problems, (System.nanoTime() - begin) / 1_000_000);
  }

  /** The plans with the steps that expected tables need, and no step for a given table. */
  private List<RunPlan> needed(LocalJob.TestCase test, String lake) {
    List<RunPlan> plans = job.plans().stream().map(json -> LocalLake.of(lake).in(json)).toList();
    Map<String, Step> steps = new HashMap<>();
    plans.forEach(plan -> plan.steps().forEach(step -> steps.put(step.id(), step)));
    Set<String> wanted = new HashSet<>();
    for (String table : test.expect().keySet()) {
      String main = table.replaceFirst("_quarantine$", "");
      if (!steps.containsKey(table) && !steps.containsKey(main)) {
        throw new IllegalArgumentException(
            "no pipeline makes the expected table " + table + "; correct the name");
      }
      want(steps.containsKey(table) ? table : main, steps, test.given().keySet(), wanted);
    }
    return job.plans().stream()
        .map(json -> LocalLake.of(lake).in(PartialPlan.of(json, wanted)))
        .toList();
  }

  private static void want(
      String table, Map<String, Step> steps, Set<String> given, Set<String> wanted) {
    Step step = steps.get(table);
    if (step == null || given.contains(table) || !wanted.add(table)) {
      return;
    }
    step.inputs().forEach(input -> want(input.toString(), steps, given, wanted));
  }

  /** Writes what is given; bronze tables that are read and not given are empty. */
  private void give(LocalJob.TestCase test, List<RunPlan> plans, String lake) {
    Set<String> made =
        plans.stream()
            .flatMap(plan -> plan.steps().stream())
            .map(Step::id)
            .collect(Collectors.toSet());
    GivenRows given = new GivenRows(spark, sources);
    test.given().forEach((table, rows) -> given.write(lake, table, rows));
    plans.stream()
        .flatMap(plan -> plan.steps().stream())
        .flatMap(step -> step.inputs().stream())
        .map(TableName::toString)
        .distinct()
        .filter(table -> !made.contains(table) && !test.given().containsKey(table))
        .forEach(table -> given.write(lake, table, new LocalJob.Rows(List.of(), null)));
  }

  /** Tests mask with a salt of their own, so that they come out alike on every machine. */
  private static String secret(String variable) {
    return "test";
  }

  private Optional<Failure> execute(List<RunPlan> plans) {
    return plans.stream()
        .filter(plan -> !plan.steps().isEmpty())
        .map(plan -> LocalRun.execute(spark, plan, TestRuns::secret).failure())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Map<String, List<String>> keys(List<RunPlan> plans) {
    Map<String, List<String>> keys = new HashMap<>();
    for (RunPlan plan : plans) {
      for (Step step : plan.steps()) {
        if (step instanceof Step.Silver silver) {
          keys.put(step.id(), silver.keys());
        } else if (step instanceof Step.Gold gold) {
          keys.put(step.id(), gold.keys());
        }
      }
    }
    return keys;
  }

  private List<String> compare(String name, LocalJob.Rows rows, List<String> keys, Path lake) {
    ExpectedRows expected = ExpectedRows.of(spark, rows);
    LakeTable table = LakeTable.of(spark, lake.toString(), TableName.of(name));
    TableState state = table.state();
    if (!state.exists()) {
      return expected.rows().isEmpty() ? List.of() : List.of(name + " was not made");
    }
    List<String> lines = expected.compare(table.read(state.version()), keys);
    return lines.isEmpty() ? lines : Stream.concat(Stream.of(name + ":"), lines.stream()).toList();
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("lakehouse-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
