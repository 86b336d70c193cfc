package dev.lakehouse.spark.bronze.files;

import java.util.List;

/** Some files turned out to be unreadable while their rows were written: nothing was committed. */
public final class CorruptFilesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<CorruptFile> files;

  CorruptFilesException(List<CorruptFile> files) {
    super(files.size() + " files can't be read");
    this.files = files;
  }

  /** Which, each once. */
  public List<CorruptFile> files() {
    return files;
  }
}
