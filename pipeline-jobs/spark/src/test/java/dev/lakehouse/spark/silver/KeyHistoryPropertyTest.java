package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Step.History.TYPE1;
import static dev.lakehouse.plan.Step.History.TYPE2;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each key is a case of its own: random events with late, repeated and contradicting ones,
 * deletions and nulls, in random batches, against a model that reads them all at once. {@code
 * -Dlakehouse.history.keys=10000 -Dlakehouse.history.seed=1} tries more.
 */
@Tag("slow")
class KeyHistoryPropertyTest {
  private static final int KEYS = Integer.getInteger("lakehouse.history.keys", 1500);
  private static final long SEED = Long.getLong("lakehouse.history.seed", 3);
  private static final StructType SCHEMA =
      StructType.fromDDL("id INT, at INT, a INT, b INT, op STRING");

  private record Event(Integer id, Integer at, boolean deleted, List<Integer> values) {
    Row row() {
      return RowFactory.create(id, at, values.get(0), values.get(1), deleted ? "D" : null);
    }
  }

  /** Since {@code from} the key has these values; null: it is deleted. */
  private record Span(Integer from, Integer newest, List<Integer> values) {}

  private static List<String> model(Collection<Event> all, boolean versioned, boolean keepsValues) {
    Comparator<Event> order =
        Comparator.comparing(Event::at, Comparator.nullsFirst(Comparator.naturalOrder()));
    List<Event> events =
        all.stream().distinct().sorted(order.thenComparing(Event::deleted)).toList();
    List<Span> spans = new ArrayList<>();
    List<Integer> now = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      List<Integer> before = keepsValues ? now : null;
      now = event.deleted() ? null : over(before, event.values());
      if (i + 1 < events.size() && Objects.equals(events.get(i + 1).at(), event.at())) {
        continue;
      }
      Span open = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (open != null && Objects.equals(open.values(), now)) {
        spans.set(spans.size() - 1, new Span(open.from(), event.at(), now));
      } else {
        spans.add(new Span(event.at(), event.at(), now));
      }
    }
    List<String> rows = new ArrayList<>();
    for (int i = versioned ? 0 : spans.size() - 1; i < spans.size(); i++) {
      Span span = spans.get(i);
      Integer to = i + 1 < spans.size() ? spans.get(i + 1).from() : null;
      if (span.values() != null) {
        String values = "|" + span.values().get(0) + "|" + span.values().get(1);
        rows.add(
            versioned
                ? span.from() + values + "|" + span.from() + "|" + to + "|" + (to == null)
                : span.newest() + values);
      }
    }
    return rows;
  }

  private static List<Integer> over(List<Integer> before, List<Integer> values) {
    List<Integer> result = new ArrayList<>(values);
    if (before != null) {
      for (int i = 0; i < result.size(); i++) {
        result.set(i, result.get(i) == null ? before.get(i) : result.get(i));
      }
    }
    return result;
  }

  private static List<Event> randomEvents(Random random) {
    List<Event> events = new ArrayList<>();
    for (int id = 0; id < KEYS; id++) {
      Integer key = id == 0 ? null : id;
      for (int i = random.nextInt(8); i >= 0; i--) {
        Integer at = random.nextInt(12) == 0 ? null : (Integer) random.nextInt(6);
        List<Integer> values = Collections.unmodifiableList(twoOf(random));
        events.add(new Event(key, at, random.nextInt(4) == 0, values));
      }
    }
    return events;
  }

  private static List<Integer> twoOf(Random random) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      values.add(random.nextInt(3) == 0 ? null : (Integer) random.nextInt(2));
    }
    return values;
  }

  /** Keys with several rows of one sequence: which of them counts is up to their hash. */
  private static Set<Integer> contradicting(List<Event> events) {
    Set<Integer> keys = new HashSet<>();
    Set<Event> seen = new HashSet<>();
    Set<List<Integer>> sequences = new HashSet<>();
    for (Event event : events) {
      if (!event.deleted() && seen.add(event)) {
        List<Integer> sequence = new ArrayList<>();
        sequence.add(event.id());
        sequence.add(event.at());
        if (!sequences.add(sequence)) {
          keys.add(event.id());
        }
      }
    }
    return keys;
  }

  private static final Map<String, Step.Silver> TABLES =
      new TreeMap<>(
          Map.of(
              "latest", table("latest", TYPE1, false),
              "filled", table("filled", TYPE1, true),
              "versions", table("versions", TYPE2, false),
              "filled_versions", table("filled_versions", TYPE2, true)));

  private static Step.Silver table(String name, Step.History history, boolean ignoreNulls) {
    List<Step.SilverColumn> columns =
        List.of("id", "at", "a", "b").stream()
            .map(column -> new Step.SilverColumn(column, null, null, null))
            .toList();
    Step.Silver step = Steps.silver(name, "bronze.events", columns, null, List.of("id"), "at");
    return keeping(step, history, "op = 'D'", ignoreNulls);
  }

  private static TestLake lake(List<Event> events, int batches, Random random) {
    TestLake lake = TestLake.create();
    List<Event> input = new ArrayList<>(events);
    for (int i = 0; i < events.size() / 4; i++) {
      input.add(events.get(random.nextInt(events.size())));
    }
    Collections.shuffle(input, random);
    for (int batch = 0; batch < batches; batch++) {
      List<Row> rows =
          input
              .subList(input.size() * batch / batches, input.size() * (batch + 1) / batches)
              .stream()
              .map(Event::row)
              .toList();
      lake.bronze("bronze.events", TestLake.spark().createDataFrame(rows, SCHEMA));
      lake.run(batch + 1L, TABLES.values().toArray(Step[]::new)).ok();
    }
    return lake;
  }

  private static Map<String, List<String>> byKey(TestLake lake, String table) {
    Map<String, List<String>> byKey = new TreeMap<>();
    for (Row row : lake.rows("silver." + table).orderBy("at").collectAsList()) {
      String text = row.mkString("|");
      int cut = text.indexOf('|');
      byKey
          .computeIfAbsent(text.substring(0, cut), key -> new ArrayList<>())
          .add(text.substring(cut + 1));
    }
    return byKey;
  }

  @Test
  void anyOrderRepetitionAndSplitGivesWhatTheModelGives() {
    Random random = new Random(SEED);
    List<Event> events = randomEvents(random);
    TestLake inBatches = lake(events, 3, random);
    TestLake atOnce = lake(events, 1, random);
    Set<Integer> contradicting = contradicting(events);
    assertThat(contradicting.size()).isBetween(KEYS / 20, KEYS * 3 / 4);

    Map<String, List<Event>> byKey =
        events.stream().collect(Collectors.groupingBy(event -> String.valueOf(event.id())));

    TABLES.forEach(
        (name, step) -> {
          Map<String, List<String>> actual = byKey(inBatches, name);
          assertThat(actual).as(name).isEqualTo(byKey(atOnce, name));
          byKey.forEach(
              (key, own) -> {
                if (!contradicting.contains(own.get(0).id())) {
                  assertThat(actual.getOrDefault(key, List.of()))
                      .as("%s of %s", name, own)
                      .isEqualTo(model(own, step.history() == TYPE2, step.changes().ignoreNulls()));
                }
              });
        });
  }

  private static final Map<String, Step.Silver> OF_SNAPSHOTS =
      new TreeMap<>(Map.of("now", ofSnapshots("now", TYPE1), "past", ofSnapshots("past", TYPE2)));

  private static Step.Silver ofSnapshots(String name, Step.History history) {
    List<Step.SilverColumn> columns =
        List.of("id", "at", "a", "b").stream()
            .map(column -> new Step.SilverColumn(column, null, null, null))
            .toList();
    return reading(
        Steps.silver(name, "bronze.dumps", columns, null, List.of("id"), "at"),
        history,
        SilverChanges.Input.SNAPSHOT);
  }

  /** What the model says of snapshots: each of them tells of every key. */
  private static Map<String, List<Event>> told(Map<Integer, List<Event>> snapshots) {
    Map<String, List<Event>> byKey = new TreeMap<>();
    for (int id = 0; id < KEYS / 10; id++) {
      Integer key = id == 0 ? null : id;
      List<Event> events = new ArrayList<>();
      snapshots.forEach(
          (at, rows) ->
              events.add(
                  rows.stream()
                      .filter(row -> Objects.equals(row.id(), key))
                      .findFirst()
                      .orElse(new Event(key, at, true, Arrays.asList(null, null)))));
      byKey.put(String.valueOf(key), events);
    }
    return byKey;
  }

  /** Snapshots late, in parts and again. */
  @Test
  void snapshotsInAnyOrderAndSplitGiveWhatTheModelGives() {
    Random random = new Random(SEED);
    Map<Integer, List<Event>> snapshots = new TreeMap<>();
    for (int at = 0; at < 6; at++) {
      List<Event> rows = new ArrayList<>();
      for (int id = 0; id < KEYS / 10; id++) {
        if (random.nextInt(3) > 0) {
          rows.add(
              new Event(
                  id == 0 ? null : id, at, false, Collections.unmodifiableList(twoOf(random))));
        }
      }
      snapshots.put(at, rows);
    }
    List<List<Event>> parts = new ArrayList<>();
    snapshots.forEach(
        (at, rows) -> {
          int cut = at % 2 == 0 ? rows.size() / 2 : rows.size();
          parts.add(rows.subList(0, cut));
          parts.add(rows.subList(cut, rows.size()));
        });
    parts.add(snapshots.get(2));
    Collections.shuffle(parts, random);
    TestLake lake = TestLake.create();
    long run = 0;
    for (int from = 0; from < parts.size(); from += 4) {
      List<Row> batch =
          parts.subList(from, Math.min(from + 4, parts.size())).stream()
              .flatMap(List::stream)
              .map(Event::row)
              .toList();
      lake.bronze("bronze.dumps", TestLake.spark().createDataFrame(batch, SCHEMA));
      lake.run(++run, OF_SNAPSHOTS.values().toArray(Step[]::new)).ok();
    }
    OF_SNAPSHOTS.forEach(
        (name, step) -> {
          Map<String, List<String>> actual = byKey(lake, name);
          told(snapshots)
              .forEach(
                  (key, events) ->
                      assertThat(actual.getOrDefault(key, List.of()))
                          .as("%s of %s", name, events)
                          .isEqualTo(model(events, step.history() == TYPE2, false)));
        });
  }
}
