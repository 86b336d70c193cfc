package dev.lakehouse.spark;

import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.JdbcRead;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Unnesting;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Steps as a compiler would write them. */
public final class Steps {
  private Steps() {}

  /** {@code silver.<name>} from {@code from}, all columns. */
  public static Step.Silver silver(
      String name, String from, List<String> keys, String sequenceBy, Expectation... rules) {
    return silver(name, from, List.of(), null, keys, sequenceBy, rules);
  }

  /** {@code silver.<name>} from {@code from}. */
  public static Step.Silver silver(
      String name,
      String from,
      List<Step.SilverColumn> columns,
      String where,
      List<String> keys,
      String sequenceBy,
      Expectation... rules) {
    return new Step.Silver(
        "silver." + name,
        List.of(),
        TableName.of(from),
        TableName.of("silver." + name),
        columns,
        where,
        keys,
        sequenceBy,
        keys.isEmpty() ? Step.History.NONE : Step.History.TYPE1,
        null,
        List.of(),
        List.of(rules),
        null,
        null,
        null,
        null);
  }

  /** That step with another way of keeping the past. */
  public static Step.Silver keeping(
      Step.Silver step, Step.History history, String deleteWhen, boolean ignoreNulls) {
    return changing(step, history, new SilverChanges(deleteWhen, ignoreNulls));
  }

  /** That step with another kind of input. */
  public static Step.Silver reading(
      Step.Silver step, Step.History history, SilverChanges.Input input) {
    return changing(step, history, new SilverChanges(null, false, input));
  }

  /** That step with nested columns as rows and columns. */
  public static Step.Silver unnesting(Step.Silver step, String explode, String... flatten) {
    return SilverDraft.like(step).unnesting(new Unnesting(explode, List.of(flatten))).step();
  }

  private static Step.Silver changing(
      Step.Silver step, Step.History history, SilverChanges changes) {
    return SilverDraft.like(step)
        .history(history)
        .changes(changes.equals(SilverChanges.NONE) ? null : changes)
        .step();
  }

  /** {@code gold.<name>} over {@code reads}; depends on those of them in {@code dependsOn}. */
  public static Step.Gold gold(
      String name,
      String sql,
      List<String> reads,
      List<String> dependsOn,
      Expectation... expectations) {
    return new Step.Gold(
        "gold." + name,
        dependsOn,
        reads.stream().map(TableName::of).toList(),
        TableName.of("gold." + name),
        sql,
        List.of(),
        null,
        List.of(),
        List.of(expectations),
        null);
  }

  /** {@code gold.<name>} over {@code reads}, by changed keys. */
  public static Step.Gold incremental(
      String name, String sql, List<String> reads, List<String> keys, Expectation... expectations) {
    return new Step.Gold(
        "gold." + name,
        List.of(),
        reads.stream().map(TableName::of).toList(),
        TableName.of("gold." + name),
        sql,
        keys,
        GoldRefresh.incremental(null),
        List.of(),
        List.of(expectations),
        null);
  }

  /** Publishes {@code from} to {@code connection}. */
  public static Step.Publish publish(
      String from, String connection, String target, List<String> dependsOn, String... keys) {
    return new Step.Publish(
        from + "@" + connection, dependsOn, TableName.of(from), connection, target, List.of(keys));
  }

  /** New files of {@code path}. */
  public static Step.Files files(
      String name, String path, String format, Map<String, String> options, String... columns) {
    return files(name, path, format, options, OnRewrite.IGNORE, columns);
  }

  /** New files of {@code path}, and what is done about rewritten ones. */
  public static Step.Files files(
      String name,
      String path,
      String format,
      Map<String, String> options,
      OnRewrite onRewrite,
      String... columns) {
    return new Step.Files(
        "bronze." + name,
        List.of(),
        TableName.of("bronze." + name),
        path,
        format,
        options,
        types(columns),
        onRewrite,
        null,
        evolution(format, columns),
        null,
        null);
  }

  /** That step, its files found in another way. */
  public static Step.Files found(Step.Files step, FileDiscovery discovery) {
    return changed(step, discovery, step.evolution(), step.perCommit(), step.startAfter());
  }

  /** That step, with so much in one commit. */
  public static Step.Files inParts(Step.Files step, FilesPerCommit perCommit) {
    return changed(step, step.discovery(), step.evolution(), perCommit, step.startAfter());
  }

  /** That step, which leaves files of before that time alone. */
  public static Step.Files since(Step.Files step, Instant time) {
    return changed(step, step.discovery(), step.evolution(), step.perCommit(), time.toString());
  }

  private static Decoding.Evolution evolution(String format, String... columns) {
    if (format.equals("text")) {
      return null;
    }
    return columns.length == 0 ? Decoding.Evolution.ADD_COLUMNS : Decoding.Evolution.RESCUE;
  }

  /** That step, with another fate of what fits no column. */
  public static Step.Files evolving(Step.Files step, Decoding.Evolution evolution) {
    return changed(step, step.discovery(), evolution, step.perCommit(), step.startAfter());
  }

  private static Step.Files changed(
      Step.Files step,
      FileDiscovery discovery,
      Decoding.Evolution evolution,
      FilesPerCommit perCommit,
      String startAfter) {
    return new Step.Files(
        step.id(),
        step.dependsOn(),
        step.output(),
        step.path(),
        step.format(),
        step.options(),
        step.columns(),
        step.onRewrite(),
        discovery,
        evolution,
        perCommit,
        startAfter);
  }

  /** A database table. */
  public static Step.Jdbc jdbc(String name, String connection, String table, String cursor) {
    return jdbc(name, connection, table, cursor, JdbcRead.PLAIN);
  }

  /** A database table, read that way. */
  public static Step.Jdbc jdbc(
      String name, String connection, String table, String cursor, JdbcRead read) {
    return new Step.Jdbc(
        "bronze." + name,
        List.of(),
        TableName.of("bronze." + name),
        connection,
        table,
        cursor,
        read,
        List.of());
  }

  /** A row rule. */
  public static Expectation row(String name, Expectation.Action action, String expr) {
    return new Expectation.Row(name, action, expr);
  }

  private static List<Step.ColumnType> types(String... columns) {
    return java.util.Arrays.stream(columns)
        .map(column -> column.split(" ", 2))
        .map(parts -> new Step.ColumnType(parts[0], parts[1]))
        .toList();
  }
}
