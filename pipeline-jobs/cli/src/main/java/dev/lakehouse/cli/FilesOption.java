package dev.lakehouse.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which specs a command looks at. */
final class FilesOption {
  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "YAML file, or folder whose YAML files are read with its subfolders.")
  private List<Path> paths;

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      paramLabel = "NAMESPACE",
      description = "Namespace of objects that don't say theirs (default: ${DEFAULT-VALUE}).")
  private String namespace;

  /** What was named. */
  List<Path> paths() {
    return List.copyOf(paths);
  }

  ObjectFiles read() {
    return read(paths);
  }

  /** The same from another place. */
  ObjectFiles readAt(Path path) {
    return read(List.of(path));
  }

  private ObjectFiles read(List<Path> paths) {
    ObjectFiles files = new ObjectFiles(namespace);
    for (Path path : paths) {
      try {
        files.add(path);
      } catch (NoSuchFileException e) {
        throw new UserError("there is no file or folder " + e.getFile() + "; correct the path");
      } catch (IOException e) {
        throw new UserError(path + " can't be read: " + e.getMessage());
      }
    }
    if (files.objects().isEmpty() && files.findings().isEmpty()) {
      throw new UserError("no object of ours in " + paths + "; name a folder with YAML files");
    }
    return files;
  }
}
