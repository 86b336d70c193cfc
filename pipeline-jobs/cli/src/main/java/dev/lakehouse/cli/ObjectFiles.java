package dev.lakehouse.cli;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.manifest.Manifest;
import dev.lakehouse.api.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of files and folders, read strictly. Objects of other API groups are left out. */
final class ObjectFiles {
  private final ManifestReader reader = new ManifestReader(new CelRules());
  private final String namespace;
  private final List<LoadedObject> objects = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, String> fileOf = new HashMap<>();
  private boolean complete = true;

  /** {@code namespace} is that of objects that don't say one. */
  ObjectFiles(String namespace) {
    this.namespace = namespace;
  }

  List<LoadedObject> objects() {
    return objects;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Whether all objects could be read. */
  boolean complete() {
    return complete;
  }

  /** Adds a file, or the YAML files of a folder and its subfolders but those of tests. */
  void add(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    List<Path> files;
    try (Stream<Path> found = Files.walk(path)) {
      files =
          found
              .filter(Files::isRegularFile)
              .filter(file -> file.equals(path) || (isYaml(file) && !TestFiles.isTest(path, file)))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      addFile(file);
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private void addFile(Path file) throws IOException {
    try {
      reader.read(Files.readString(file)).forEach(manifest -> add(file.toString(), manifest));
    } catch (MalformedInputException e) {
      complete = false;
      findings.add(new Finding(file.toString(), "", "is not text in UTF-8"));
    }
  }

  private void add(String file, Manifest manifest) {
    String title = (manifest.kind() + " " + manifest.name()).strip();
    manifest
        .problems()
        .forEach(problem -> findings.add(new Finding(file, title, problem.toString())));
    complete &= manifest.problems().isEmpty();
    if (manifest.object() == null
        || !manifest.object().getApiVersion().startsWith(ApiGroup.NAME + "/")) {
      return;
    }
    if (manifest.object().getMetadata().getNamespace() == null) {
      manifest.object().getMetadata().setNamespace(namespace);
    }
    LoadedObject loaded = new LoadedObject(file, manifest.object());
    boolean named = manifest.object().getMetadata().getName() != null;
    String earlier =
        named ? fileOf.putIfAbsent(loaded.namespace() + "/" + loaded.title(), file) : null;
    if (earlier == null) {
      objects.add(loaded);
    } else {
      findings.add(new Finding(file, title, "is declared twice, also in " + earlier));
    }
  }
}
