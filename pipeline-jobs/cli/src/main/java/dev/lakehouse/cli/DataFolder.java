package dev.lakehouse.cli;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with an author's data: a file or folder for each bronze table, named after it. */
final class DataFolder {
  private static final Map<String, String> FORMATS =
      Map.of("csv", "csv", "json", "json", "jsonl", "json", "ndjson", "json", "parquet", "parquet");

  private final Path folder;

  /** {@code folder} may be null: then only what DataSources read themselves is there. */
  DataFolder(Path folder) {
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UserError("there is no folder " + folder + "; correct --data");
    }
    this.folder = folder;
  }

  /** Where the table's rows are. */
  LocalJob.Source source(TableName table, LocalPlans plans) {
    return found(table)
        .map(path -> source(table, path, plans.columns(table)))
        .or(() -> own(table, plans.source(table)))
        .orElseThrow(
            () ->
                new UserError(
                    "there are no rows for %s: put %s.csv, .json or .parquet (or a folder %s with such files) into the folder that --data names"
                        .formatted(table, table.name(), table.name())));
  }

  private Optional<Path> found(TableName table) {
    if (folder == null) {
      return Optional.empty();
    }
    return Stream.of(table.toString(), table.name())
        .flatMap(
            name ->
                Stream.concat(
                    Stream.of(folder.resolve(name)),
                    FORMATS.keySet().stream()
                        .sorted()
                        .map(end -> folder.resolve(name + "." + end))))
        .filter(Files::exists)
        .findFirst();
  }

  private static LocalJob.Source source(TableName table, Path path, List<Step.ColumnType> columns) {
    return new LocalJob.Source(
        table.toString(), path.toAbsolutePath().toString(), format(path), Map.of(), columns);
  }

  /** The files a DataSource reads anyway, where they are on this machine. */
  private static Optional<LocalJob.Source> own(TableName table, Step step) {
    if (!(step instanceof Step.Files files)) {
      return Optional.empty();
    }
    String path = files.path().replaceFirst("^file:(//)?", "");
    // What Spark alone can't read is given as rows in a folder of its own.
    boolean rows = !Set.of("avro", "debezium").contains(files.format());
    return !rows || path.contains(":") || !Files.exists(Path.of(path))
        ? Optional.empty()
        : Optional.of(
            new LocalJob.Source(
                table.toString(),
                Path.of(path).toAbsolutePath().toString(),
                files.format(),
                files.options(),
                files.columns()));
  }

  private static String format(Path path) {
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> FORMATS.get(ending(file)))
          .filter(format -> format != null)
          .findFirst()
          .orElseThrow(
              () -> new UserError(path + " holds no file that ends in .csv, .json or .parquet"));
    } catch (IOException e) {
      throw new UserError(path + " can't be read: " + e.getMessage());
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
