package dev.lakehouse.api.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * One document of a YAML file.
 *
 * @param kind as the document says; empty when it does not
 * @param name as the document says, or its generateName; empty when it does neither
 * @param object what the API server would store, defaults filled in; null when there are problems
 * @param problems why the API server would refuse it; empty when it would not
 */
public record Manifest(String kind, String name, HasMetadata object, List<Problem> problems) {
  public Manifest {
    problems = List.copyOf(problems);
  }

  static Manifest refused(String kind, String name, List<Problem> problems) {
    return new Manifest(kind, name, null, problems);
  }
}
