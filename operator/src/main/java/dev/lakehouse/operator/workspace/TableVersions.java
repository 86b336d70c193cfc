package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.TableStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The versions of the tables of one object, as its status tells them. */
final class TableVersions {
  private TableVersions() {}

  /** By full name, for example bronze.orders. */
  static Map<String, Long> of(HasMetadata object) {
    if (object instanceof DataSource source) {
      return ofSource(source);
    }
    if (object instanceof MedallionPipeline pipeline && pipeline.getStatus() != null) {
      return of(pipeline.getStatus().tables());
    }
    if (object instanceof SegmentModel model && model.getStatus() != null) {
      return of(model.getStatus().tables());
    }
    return Map.of();
  }

  /** Bare names of the tables whose version differs. */
  static Set<String> changed(HasMetadata before, HasMetadata after) {
    Map<String, Long> was = of(before);
    Map<String, Long> is = of(after);
    Set<String> changed = new HashSet<>();
    is.forEach(
        (table, version) -> {
          if (!Objects.equals(version, was.get(table))) {
            changed.add(table.substring(table.indexOf('.') + 1));
          }
        });
    return changed;
  }

  private static Map<String, Long> ofSource(DataSource source) {
    boolean known =
        source.getStatus() != null
            && source.getStatus().ingestion() != null
            && source.getStatus().ingestion().version() != null
            && source.getStatus().table() != null;
    return known
        ? Map.of(source.getStatus().table(), source.getStatus().ingestion().version())
        : Map.of();
  }

  private static Map<String, Long> of(List<TableStatus> tables) {
    Map<String, Long> versions = new HashMap<>();
    if (tables != null) {
      tables.stream()
          .filter(table -> table.version() != null)
          .forEach(table -> versions.put(table.name(), table.version()));
    }
    return versions;
  }
}
