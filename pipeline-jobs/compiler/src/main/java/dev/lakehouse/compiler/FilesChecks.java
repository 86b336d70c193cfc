package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.DatedFolders;
import dev.lakehouse.api.FilesSource;

/** The checks of a folder of files. */
final class FilesChecks {
  private FilesChecks() {}

  static void check(DataSourceSpec spec, Scope scope, Findings findings) {
    FilesSource files = spec.files();
    if (files.format() == FilesSource.FileFormat.XML
        && !orEmpty(files.options()).containsKey("rowTag")) {
      findings.add(
          "spec.files.options",
          SpecReason.INVALID_SPEC,
          "format xml needs the option rowTag, the element that is one row; for example {rowTag:"
              + " order}");
    }
    if (files.format() == FilesSource.FileFormat.TEXT && spec.schema() != null) {
      findings.add(
          "spec.schema.columns",
          SpecReason.INVALID_SPEC,
          "format text has one column, value of type string; remove spec.schema");
    }
    dated(files, findings);
    perCommit(files, findings);
    findings.checkTime("spec.files.startAfter", files.startAfter());
    // Tables are folders too: reading our own would feed a table to itself.
    scope
        .lakehouse()
        .map(lakehouse -> folder(lakehouse.getSpec().storage().root()))
        .filter(
            root -> folder(files.path()).startsWith(root) || root.startsWith(folder(files.path())))
        .ifPresent(
            root ->
                findings.add(
                    "spec.files.path",
                    SpecReason.INVALID_SPEC,
                    "overlaps the Lakehouse's own folder " + root + "; drop files outside of it"));
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  private static void perCommit(FilesSource files, Findings findings) {
    if (files.maxFilesPerCommit() != null && files.maxFilesPerCommit() < 1) {
      findings.add(
          "spec.files.maxFilesPerCommit",
          SpecReason.INVALID_SPEC,
          "is no number of files above 0; for example 100000");
    }
    String bytes = files.maxBytesPerCommit();
    if (bytes != null && !DataSourceChecks.isQuantity(bytes)) {
      findings.add(
          "spec.files.maxBytesPerCommit",
          SpecReason.INVALID_SPEC,
          "'" + bytes + "' is not a size; for example 16Gi");
    }
  }

  private static void dated(FilesSource files, Findings findings) {
    findings.checkDuration("spec.files.fullListing", files.fullListing());
    DatedFolders folders = files.datedFolders();
    if (folders == null) {
      return;
    }
    findings.checkDuration("spec.files.datedFolders.lookback", folders.lookback());
    if (!folders.pattern().matches("([^{}]|\\{(yyyy|MM|dd|HH|[-_.])+})*\\{[^}]*yyyy.*")) {
      findings.add(
          "spec.files.datedFolders.pattern",
          SpecReason.INVALID_SPEC,
          "'"
              + folders.pattern()
              + "' is not the path of a subfolder with its date in braces; for example"
              + " {yyyy}/{MM}/{dd} or dt={yyyy-MM-dd}");
    }
  }
}
