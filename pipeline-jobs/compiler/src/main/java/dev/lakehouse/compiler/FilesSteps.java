package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.DatedFolders;
import dev.lakehouse.api.Durations;
import dev.lakehouse.api.FilesSource;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.OffsetDateTime;
import java.util.List;

/** The step of a folder of files. */
final class FilesSteps {
  private FilesSteps() {}

  static Step.Files of(TableName table, DataSourceSpec spec, List<Step.ColumnType> columns) {
    FilesSource files = spec.files();
    return new Step.Files(
        table.toString(),
        List.of(),
        table,
        files.path(),
        files.format().label(),
        orEmpty(files.options()),
        files.format() == FilesSource.FileFormat.DEBEZIUM ? ChangeColumns.with(columns) : columns,
        OnRewrite.valueOf(or(files.onRewrite(), dev.lakehouse.api.OnRewrite.IGNORE).name()),
        discovery(files),
        files.format() == FilesSource.FileFormat.TEXT
            ? null
            : Decodings.evolution(
                spec.schema() == null ? null : spec.schema().evolution(), columns.isEmpty()),
        perCommit(files),
        files.startAfter() == null
            ? null
            : OffsetDateTime.parse(files.startAfter()).toInstant().toString());
  }

  private static FilesPerCommit perCommit(FilesSource files) {
    FilesPerCommit otherwise = FilesPerCommit.DEFAULT;
    return new FilesPerCommit(
        files.maxFilesPerCommit() == null ? otherwise.files() : files.maxFilesPerCommit(),
        files.maxBytesPerCommit() == null
            ? otherwise.bytes()
            : Quantity.getAmountInBytes(new Quantity(files.maxBytesPerCommit())).longValue());
  }

  private static FileDiscovery discovery(FilesSource files) {
    long fullListing = millis(or(files.fullListing(), Defaults.FULL_LISTING));
    if (files.notifications() != null) {
      return new FileDiscovery(null, files.notifications().queueUrl(), fullListing);
    }
    DatedFolders folders = files.datedFolders();
    if (folders == null) {
      return null;
    }
    return new FileDiscovery(
        new FileDiscovery.Dated(
            folders.pattern(), millis(or(folders.lookback(), Defaults.LOOKBACK))),
        null,
        fullListing);
  }

  private static long millis(String duration) {
    return Durations.parse(duration).toMillis();
  }
}
