package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.FileLedger;
import dev.lakehouse.spark.bronze.files.Listed;
import dev.lakehouse.spark.bronze.files.Mark;
import dev.lakehouse.spark.bronze.files.MarkLookup;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * The files that a table has read: as its newest commit names them; of a table whose commits say
 * nothing of files (an older version made it, or the list was deleted), as its rows tell.
 *
 * @param fromRows what the rows tell and no list says yet; empty where there is a list
 */
record ReadFiles(FileLedger ledger, Map<String, Mark> fromRows) {

  /** None, for a table that is to be made anew. */
  static ReadFiles none(StepContext context, TableName name, Configuration hadoop) {
    return new ReadFiles(FileLedger.empty(folder(context, name), hadoop), Map.of());
  }

  /** Those of the table as it is. */
  static ReadFiles of(
      StepContext context, LakeTable table, TableState target, Configuration hadoop) {
    Optional<FileLedger> named =
        target
            .note()
            .map(CommitNote::cursor)
            .flatMap(note -> FileLedger.named(note, folder(context, table.name()), hadoop));
    if (named.isPresent()) {
      return new ReadFiles(named.get(), Map.of());
    }
    FileLedger empty = FileLedger.empty(folder(context, table.name()), hadoop);
    return new ReadFiles(
        empty, target.hasColumn(FilesStep.FILE) ? inRows(table, target) : Map.of());
  }

  /** Where the lists of a table lie. */
  static String folder(StepContext context, TableName name) {
    String root = context.run().plan().lake().root().replaceFirst("/+$", "");
    return root + "/_lakehouse/files/" + name;
  }

  private static Map<String, Mark> inRows(LakeTable table, TableState target) {
    Map<String, Mark> marks = new HashMap<>();
    for (Row row :
        table
            .read(target.version())
            .groupBy(FilesStep.FILE)
            .agg(max(col(FilesStep.FILE_MODIFIED)))
            .collectAsList()) {
      if (!row.isNullAt(0) && !row.isNullAt(1)) {
        long modified = row.getTimestamp(1).getTime();
        marks.put(row.getString(0), new Mark(modified, Mark.UNKNOWN_LENGTH, true, false));
      }
    }
    return marks;
  }

  /** The same after a listing. */
  ReadFiles listed(Listed times) {
    return new ReadFiles(ledger.listed(times), fromRows);
  }

  /** What is known of those files. */
  Map<String, Mark> marksOf(Set<String> names, MarkLookup lookup) {
    Map<String, Mark> marks = lookup.marksOf(names);
    if (!fromRows.isEmpty()) {
      names.stream()
          .filter(fromRows::containsKey)
          .forEach(name -> marks.putIfAbsent(name, fromRows.get(name)));
    }
    return marks;
  }

  /** The list with those marks; it counts from the commit that names it. */
  FileLedger with(Map<String, Mark> marks) {
    Map<String, Mark> all = new HashMap<>(fromRows);
    all.putAll(marks);
    return ledger.with(all);
  }
}
