package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.CorruptFile;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code bronze.NAME_dead} beside a table that is filled from files: one row for each
 * content of a file that could not be read. Written before the table itself, which from then on
 * counts those files as done.
 */
final class DeadFiles {
  static final String SUFFIX = "dead";

  private static final StructType SCHEMA =
      new StructType()
          .add("payload", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add(FilesStep.FILE, DataTypes.StringType)
          .add(FilesStep.FILE_MODIFIED, DataTypes.TimestampType)
          .add("_file_size", DataTypes.LongType)
          .add(FilesStep.INGESTED_AT, DataTypes.TimestampType);

  private DeadFiles() {}

  /**
   * Keeps the files' names and reasons, each content once.
   *
   * @param note of the commit to the table itself
   */
  static void keep(
      StepContext context,
      TableName main,
      List<CorruptFile> corrupt,
      Map<String, FoundFile> found,
      CommitNote note) {
    LakeTable table = context.table(main.sibling(SUFFIX));
    TableState state = table.state();
    Fence.admit(table.name(), note.sequence(), state.sequence());
    Set<String> kept = kept(table, state, corrupt);
    List<Row> rows = new ArrayList<>();
    for (CorruptFile file : corrupt) {
      FoundFile what = found.get(file.name());
      Timestamp modified = Timestamp.from(what.modified());
      if (!kept.contains(content(file.name(), modified))) {
        rows.add(
            RowFactory.create(
                null, file.reason(), file.name(), modified, what.status().getLen(), context.now()));
      }
    }
    if (!rows.isEmpty()) {
      context
          .writer(table)
          .append(
              state,
              context.session().createDataFrame(rows, SCHEMA).coalesce(1),
              note,
              FileLayout.NONE);
    }
  }

  /** What an earlier attempt, which died before it came to the table itself, has kept. */
  private static Set<String> kept(LakeTable table, TableState state, List<CorruptFile> corrupt) {
    if (!state.hasColumn(FilesStep.FILE)) {
      return Set.of();
    }
    Object[] names = corrupt.stream().map(CorruptFile::name).toArray();
    return table
        .read(state.version())
        .filter(col(FilesStep.FILE).isin(names))
        .select(FilesStep.FILE, FilesStep.FILE_MODIFIED)
        .collectAsList()
        .stream()
        .map(row -> content(row.getString(0), row.getTimestamp(1)))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String content(String file, Timestamp modified) {
    return file + "\n" + modified.getTime();
  }
}
