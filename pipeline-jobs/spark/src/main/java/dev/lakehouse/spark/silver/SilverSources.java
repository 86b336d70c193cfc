package dev.lakehouse.spark.silver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.expr;

import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The inputs of a silver table, each read from where it was left off. Their rows are put together
 * before anything is done with them, so all that is done is done with all.
 */
final class SilverSources {
  /** Under this, a commit notes what was made of the rows of a further input. */
  private static final String FLOW = "flow:";

  private final StepContext context;
  private final List<SilverFlow> flows;
  private final boolean arrival;
  private final Lookups lookups;

  private SilverSources(
      StepContext context, List<SilverFlow> flows, boolean arrival, Lookups lookups) {
    this.context = context;
    this.flows = flows;
    this.arrival = arrival;
    this.lookups = lookups;
  }

  static SilverSources of(StepContext context, Step.Silver step) {
    return new SilverSources(
        context, SilverFlow.of(step), NewestRow.needsArrival(step), Lookups.of(context, step));
  }

  private LakeTable table(SilverFlow flow) {
    return context.table(flow.from());
  }

  /** Delta's ids of the inputs, and of the tables that are looked up, at those versions. */
  Map<TableName, String> ids(Map<String, Long> versions) {
    Map<TableName, String> ids = new LinkedHashMap<>(lookups.ids(versions));
    flows.forEach(
        flow -> ids.put(flow.from(), table(flow).id(versions.get(flow.from().toString()))));
    return ids;
  }

  /**
   * Whether the table is only looked up, and rows keep what was found when they came. Where a run
   * has kept refused rows and died for good, the next one has to look up what that one saw: else a
   * row could be refused by one of them and let in by the other, or by neither.
   */
  boolean keeps(TableName table) {
    return lookups.keep(table) && flows.stream().noneMatch(flow -> flow.from().equals(table));
  }

  /** What a commit notes of the further inputs: their rows are made by no more than this. */
  private Map<String, String> declarations() {
    return flows.stream()
        .skip(1)
        .collect(
            Collectors.toMap(
                flow -> FLOW + flow.from(),
                flow -> UUID.nameUUIDFromBytes(flow.toString().getBytes(UTF_8)).toString()));
  }

  /**
   * How they are read up to those versions.
   *
   * @param covered what the table covers; empty: it is made anew
   */
  Read read(Optional<CommitNote> covered, Map<String, Long> versions) {
    Map<TableName, String> ids = ids(versions);
    Map<String, String> noted = new HashMap<>(declarations());
    ids.forEach((name, id) -> noted.put(name.toString(), id));
    lookups.show(versions);
    Optional<TableName> rebuilding = covered.flatMap(note -> lookups.rebuilding(note, versions));
    boolean goesOn = covered.isPresent() && rebuilding.isEmpty();
    Map<TableName, Optional<Long>> watermarks = new LinkedHashMap<>();
    for (SilverFlow flow : flows) {
      String name = flow.from().toString();
      Map<String, String> known = covered.map(CommitNote::inputIds).orElse(Map.of());
      boolean same =
          noted.get(name).equals(known.get(name))
              && Objects.equals(noted.get(FLOW + name), known.get(FLOW + name));
      boolean added = flow != flows.get(0) && !known.containsKey(FLOW + name);
      goesOn &= same || added;
      watermarks.put(
          flow.from(), same ? covered.map(note -> note.inputs().get(name)) : Optional.empty());
    }
    boolean lookedUp = covered.filter(note -> lookups.noted(note, versions)).isPresent();
    return new Read(versions, noted, watermarks, goesOn, lookedUp, rebuilding);
  }

  /** One reading of all inputs. */
  final class Read {
    private final Map<String, Long> versions;
    private final Map<String, String> ids;
    private final Map<TableName, Optional<Long>> watermarks;
    private final boolean goesOn;
    private final boolean lookedUp;
    private final Optional<TableName> rebuilding;

    private Read(
        Map<String, Long> versions,
        Map<String, String> ids,
        Map<TableName, Optional<Long>> watermarks,
        boolean goesOn,
        boolean lookedUp,
        Optional<TableName> rebuilding) {
      this.versions = versions;
      this.ids = ids;
      this.watermarks = watermarks;
      this.goesOn = goesOn;
      this.lookedUp = lookedUp;
      this.rebuilding = rebuilding;
    }

    /** Why all rows are made anew although none came; empty: that is not so. */
    Optional<String> why() {
      return rebuilding.map(
          name ->
              "all rows were made anew: %s, which is looked up, has other rows".formatted(name));
    }

    /** For the note of the commit that covers it. */
    Map<String, String> ids() {
      return ids;
    }

    /** Up to where an input is read; empty: all of it has to be. */
    Optional<Long> watermark(TableName input) {
      return goesOn ? watermarks.get(input) : Optional.empty();
    }

    private long pinned(SilverFlow flow) {
      return versions.get(flow.from().toString());
    }

    /** Whether all is read that is there. */
    boolean nothingNew() {
      return lookedUp
          && flows.stream()
              .allMatch(
                  flow -> watermark(flow.from()).filter(read -> read == pinned(flow)).isPresent());
    }

    /** Whether nothing came since that makes rows: files were written anew, or lookups changed. */
    boolean onlyRewritten() {
      return flows.stream()
          .allMatch(
              flow ->
                  watermark(flow.from())
                      .filter(
                          read -> Rewrites.past(table(flow), read, pinned(flow)) == pinned(flow))
                      .isPresent());
    }

    /** For people: the inputs and where they are read up to. */
    String upTo() {
      return flows.stream()
          .map(flow -> "%s since version %d".formatted(flow.from(), pinned(flow)))
          .collect(Collectors.joining(", "));
    }

    /** What came since; all rows of all inputs where one of them has not only been added to. */
    SilverInput.Batch batch(Quarantine quarantine) {
      if (!goesOn) {
        return all();
      }
      List<Dataset<Row>> rows = new ArrayList<>();
      for (SilverFlow flow : flows) {
        Optional<Long> watermark = watermark(flow.from());
        SilverInput.Batch batch =
            input(flow)
                .read(
                    watermark, quarantine.watermark(flow.from(), ids.get(flow.from().toString())));
        if (batch.full() && watermark.isPresent()) {
          return all();
        }
        rows.add(brought(batch.rows(), flow));
      }
      return new SilverInput.Batch(together(rows), false);
    }

    /** All rows there are. */
    SilverInput.Batch all() {
      return new SilverInput.Batch(
          together(flows.stream().map(flow -> brought(input(flow).all().rows(), flow)).toList()),
          true);
    }

    private SilverInput input(SilverFlow flow) {
      return new SilverInput(table(flow), pinned(flow), arrival);
    }
  }

  private static Dataset<Row> together(List<Dataset<Row>> rows) {
    return rows.stream().reduce((one, other) -> one.unionByName(other, true)).orElseThrow();
  }

  /** An input's rows with the columns of the first one. */
  private static Dataset<Row> brought(Dataset<Row> rows, SilverFlow flow) {
    Dataset<Row> let = flow.where() == null ? rows : rows.filter(expr(flow.where()));
    if (flow.columns().isEmpty()) {
      return let;
    }
    Stream<Column> others =
        Stream.of(let.columns())
            .filter(name -> flow.columns().keySet().stream().noneMatch(name::equalsIgnoreCase))
            .map(SilverColumns::quoted);
    Stream<Column> made =
        flow.columns().entrySet().stream()
            .map(column -> expr(column.getValue()).as(column.getKey()));
    return let.select(Stream.concat(others, made).toArray(Column[]::new));
  }

  /** All rows of all inputs. */
  static Dataset<Row> together(Function<TableName, Dataset<Row>> tables, Step.Silver step) {
    return together(
        SilverFlow.of(step).stream()
            .map(flow -> brought(tables.apply(flow.from()), flow))
            .toList());
  }
}
