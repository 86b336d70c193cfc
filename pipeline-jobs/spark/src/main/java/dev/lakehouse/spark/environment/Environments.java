package dev.lakehouse.spark.environment;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.CommitNote;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The environments of a lake. */
public final class Environments {
  private final String lake;
  private final Configuration hadoop;

  /** Of the lake at that root. */
  public Environments(String lake, Configuration hadoop) {
    this.lake = lake;
    this.hadoop = hadoop;
  }

  /** Their names, sorted. */
  public List<String> names() {
    return folders(new Path(Environment.folder(lake)));
  }

  /** The tables that an environment has; fails when there is no such environment. */
  public List<TableName> tables(String name) {
    String root = existing(name);
    return Stream.of(Layer.SILVER, Layer.GOLD)
        .flatMap(
            layer ->
                folders(new Path(root, layer.label())).stream()
                    .flatMap(table -> TableName.parse(layer.label() + "." + table).stream()))
        .toList();
  }

  /** The tables of an environment beside those of the lake. */
  List<OwnTable> tables(SparkSession session, String name) {
    String root = existing(name);
    return tables(name).stream()
        .map(table -> OwnTable.of(session, lake, root, table))
        .filter(table -> table.state().exists())
        .toList();
  }

  /**
   * What a table of an environment needs of the lake.
   *
   * @param note versions that it has read; empty when nothing has made it yet
   * @param files version of the table whose files it names, by name; empty when it names none
   * @param fileIds Delta's id of that table
   */
  public record Claim(
      TableName table,
      Optional<CommitNote> note,
      Map<String, Long> files,
      Map<String, String> fileIds) {}

  /** What the tables of an environment need of the lake. */
  public List<Claim> claims(SparkSession session, String name) {
    return tables(session, name).stream().map(Environments::claim).toList();
  }

  private static Claim claim(OwnTable table) {
    String name = table.name().toString();
    return new Claim(
        table.name(),
        table.state().note(),
        table.origin().map(origin -> Map.of(name, origin.version())).orElse(Map.of()),
        table.origin().map(origin -> Map.of(name, origin.id())).orElse(Map.of()));
  }

  /** How the tables of an environment stand to those of the lake, a line each. */
  public List<String> told(SparkSession session, String name) {
    return Stream.concat(
            mark(name).unfinished().map(why -> "can't be promoted: " + why).stream(),
            tables(session, name).stream().map(Environments::told))
        .toList();
  }

  private static String told(OwnTable table) {
    String standing =
        switch (table.standing()) {
          case AS_CLONED -> "as version %d of the lake".formatted(table.origin().get().version());
          case PROMOTED -> "promoted: version %d of the lake".formatted(table.lake().version());
          case CHANGED -> table.origin().isPresent() ? "changed" : "new";
        };
    boolean behind = table.standing() != OwnTable.Standing.PROMOTED && table.lakeMovedOn();
    return "%-40s %s%s"
        .formatted(table.name(), standing, behind ? "; the lake has other rows since" : "");
  }

  /** Whether an environment's last run made all of its tables. */
  RunMark mark(String name) {
    return new RunMark(existing(name), hadoop);
  }

  /** Deletes an environment's folder; the lake's own tables need nothing of it. */
  public void drop(String name) {
    Path root = new Path(existing(name));
    try {
      root.getFileSystem(hadoop).delete(root, true);
    } catch (IOException e) {
      throw new UncheckedIOException("the environment's folder can't be deleted: " + root, e);
    }
  }

  /** Where a table is read that may be one of an environment's own. */
  public String root(String name, TableName table) {
    return tables(name).contains(table) ? new Environment(lake, name, Set.of()).root() : lake;
  }

  private String existing(String name) {
    if (!names().contains(name)) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "the lake %s has no environment %s; %s"
              .formatted(
                  lake,
                  name,
                  Optional.of(names())
                      .filter(found -> !found.isEmpty())
                      .map(found -> "it has " + String.join(", ", found))
                      .orElse("./lakehouse run --env NAME makes one")));
    }
    return new Environment(lake, name, Set.of()).root();
  }

  private List<String> folders(Path folder) {
    try {
      return Arrays.stream(folder.getFileSystem(hadoop).listStatus(folder))
          .filter(FileStatus::isDirectory)
          .map(found -> found.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder can't be listed: " + folder, e);
    }
  }
}
