package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.FileLedger;
import dev.lakehouse.spark.bronze.files.Mark;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.RunPart;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What a table has read, and how far a run has come that makes several commits. All of it stands in
 * the commits, so the run itself and an attempt that goes on for one that died know it in the same
 * way.
 *
 * @param redone files that this run, a backfill, has read; empty for other runs, of which {@code
 *     read} tells all
 * @param parts commits that this run has made
 * @param rows rows that are in them
 * @param counts what was counted in them
 */
record FilesSoFar(
    ReadFiles read, FileLedger redone, int parts, long rows, Map<String, Double> counts) {
  private static final String FILES = "files";
  private static final String CORRUPT = "corruptFiles";

  /** At the beginning of a run that makes the table anew. */
  static FilesSoFar anew(StepContext context, TableName name, Configuration hadoop) {
    return begin(
        ReadFiles.none(context, name, hadoop),
        FileLedger.empty(ReadFiles.folder(context, name), hadoop));
  }

  /**
   * After what the table holds.
   *
   * @param begun the newest commit, when it is one of this run; empty at the beginning of a run
   */
  static FilesSoFar of(
      StepContext context,
      LakeTable table,
      TableState target,
      Optional<TableCommit> begun,
      Configuration hadoop) {
    ReadFiles read = ReadFiles.of(context, table, target, hadoop);
    String folder = ReadFiles.folder(context, table.name());
    FileLedger none = FileLedger.empty(folder, hadoop);
    if (begun.isEmpty()) {
      return begin(read, none);
    }
    CommitNote note = begun.get().note();
    FileLedger redone = FileLedger.named(note.part().done(), folder, hadoop).orElse(none);
    return new FilesSoFar(
        read, redone, note.part().number(), begun.get().rowsOfRun(), note.metrics());
  }

  private static FilesSoFar begin(ReadFiles read, FileLedger none) {
    return new FilesSoFar(read, none, 0, 0, Map.of());
  }

  /**
   * Which commit of the run the next one is; null when it is the only one.
   *
   * @param marks files that it deals with
   */
  RunPart next(Map<String, Mark> marks, boolean last, boolean backfill) {
    if (last && parts == 0) {
      return null;
    }
    String done = backfill && !last ? redone.with(marks).note() : null;
    return new RunPart(parts + 1, rows, last, done);
  }

  /** What is counted after that many more. */
  Map<String, Double> counted(int files, int corrupt) {
    return Map.of(FILES, count(FILES) + files, CORRUPT, count(CORRUPT) + corrupt);
  }

  private double count(String name) {
    return counts.getOrDefault(name, 0.0);
  }
}
