package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.SchemaProgress;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.CorruptFile;
import dev.lakehouse.spark.bronze.files.CorruptFilesException;
import dev.lakehouse.spark.bronze.files.FileChoice;
import dev.lakehouse.spark.bronze.files.FileLedger;
import dev.lakehouse.spark.bronze.files.FileReading;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.files.Listed;
import dev.lakehouse.spark.bronze.files.Mark;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import dev.lakehouse.spark.bronze.records.RecordFormats;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The files of one commit. A file that turns out to be unreadable while the rows are written is
 * left out with all of its rows, and the others are written anew.
 */
final class FilesBatch {
  private final StepContext context;
  private final Step.Files step;
  private final LakeTable table;
  private final TableState target;
  private final FilesSoFar before;
  private final long sequence;

  FilesBatch(
      StepContext context,
      Step.Files step,
      LakeTable table,
      TableState target,
      FilesSoFar before,
      long sequence) {
    this.context = context;
    this.step = step;
    this.table = table;
    this.target = target;
    this.before = before;
    this.sequence = sequence;
  }

  /**
   * Commits those files' rows.
   *
   * @param anew whether they come in place of all there were
   * @param end when the folder was listed; empty: the run has more to commit, so to other runs it
   *     is as if this one had not listed anything
   */
  TableCommit commit(FileChoice choice, boolean anew, Optional<Listed> end) {
    Map<String, FoundFile> found =
        choice.read().stream().collect(Collectors.toMap(FoundFile::name, file -> file));
    List<CorruptFile> corrupt = new ArrayList<>();
    FileChoice readable = choice;
    while (true) {
      Map<String, Mark> marks = marks(readable, corrupt, found);
      FileLedger after = ledger(marks, end);
      CommitNote note =
          note(after, marks, end)
              .withMetrics(before.counted(readable.read().size(), corrupt.size()));
      if (!corrupt.isEmpty()) {
        DeadFiles.keep(context, step.output(), corrupt, found, note);
      }
      try {
        TableCommit commit = write(readable, note, anew);
        if (end.isPresent()) {
          // Not before: the run still looks into the lists that counted when it began.
          after.tidy(context.run().clock().millis());
        }
        return commit;
      } catch (CorruptFilesException e) {
        corrupt.addAll(e.files());
        readable =
            readable.without(e.files().stream().map(CorruptFile::name).collect(Collectors.toSet()));
      }
    }
  }

  /** Commits that nothing more was found. */
  TableCommit commitListing(Listed end) {
    FileLedger after = ledger(Map.of(), Optional.of(end));
    CommitNote note = note(after, Map.of(), Optional.of(end));
    return context
        .writer(table)
        .mark(target, note.part() == null ? note : note.withMetrics(before.counted(0, 0)));
  }

  private FileLedger ledger(Map<String, Mark> marks, Optional<Listed> end) {
    ReadFiles read = before.read();
    return end.map(read::listed).orElse(read).with(marks);
  }

  private CommitNote note(FileLedger after, Map<String, Mark> marks, Optional<Listed> end) {
    return CommitNote.of(sequence, step.id(), context.hash(step), Map.of(), Map.of())
        .withCursor(after.note())
        .withSchema(target.note().map(CommitNote::schema).orElse(null))
        .withPart(before.next(marks, end.isPresent(), context.run().backfill().isPresent()));
  }

  private Map<String, Mark> marks(
      FileChoice readable, List<CorruptFile> corrupt, Map<String, FoundFile> found) {
    Map<String, Mark> marks = new HashMap<>();
    readable.read().forEach(file -> marks.put(file.name(), Mark.read(file)));
    for (CorruptFile file : corrupt) {
      marks.put(
          file.name(), Mark.corrupt(found.get(file.name()), readable.known().get(file.name())));
    }
    return marks;
  }

  private TableCommit write(FileChoice choice, CommitNote note, boolean anew) {
    FileReading reading = new FileReading(context.session(), step.format(), options());
    FileRows made =
        RecordFormats.has(step.format())
            ? new RecordRows(context, step, target, reading)
            : new TypedRows(context, step, target, reading);
    Dataset<Row> rows = made.of(choice.read());
    CommitNote full = note.withSchema(columns(note.schema(), rows, anew));
    var writer =
        context
            .writer(table)
            .auditedBy(
                written -> {
                  reading.requireReadable();
                  made.keepMalformed(full);
                  return written;
                });
    if (anew) {
      return writer.overwrite(target, rows, full, FileLayout.NONE);
    }
    return choice.replaced().isEmpty()
        ? writer.append(target, rows, full, FileLayout.NONE)
        : writer.replace(target, ofFiles(choice.replaced()), rows, full);
  }

  private SchemaProgress columns(SchemaProgress before, Dataset<Row> rows, boolean anew) {
    return anew || !target.exists()
        ? SchemaProgress.MADE
        : SchemaChanges.after(
            before, target.schema(), rows.schema(), context.run().clock().instant());
  }

  private static String ofFiles(Set<String> names) {
    return names.stream()
        .sorted()
        .map(name -> "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'")
        .collect(Collectors.joining(", ", FilesStep.FILE + " IN (", ")"));
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>(step.options());
    options.put("mode", "PERMISSIVE");
    options.put("columnNameOfCorruptRecord", RecordColumns.RESCUED);
    return options;
  }
}
