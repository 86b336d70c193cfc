package dev.lakehouse.reporting;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;

/** The object whose status gets the progress. */
record ReportTarget(Kind kind, String namespace, String name) {
  static final String GROUP = "lakehouse.dev";
  static final String VERSION = "v1alpha1";

  /** The kinds that have room for a job's progress in their status. */
  enum Kind {
    RUN("LakehouseRun", "lakehouseruns"),
    DATA_SOURCE("DataSource", "datasources");

    private final String label;
    private final String plural;

    Kind(String label, String plural) {
      this.label = label;
      this.plural = plural;
    }

    String label() {
      return label;
    }

    ResourceDefinitionContext context() {
      return new ResourceDefinitionContext.Builder()
          .withGroup(GROUP)
          .withVersion(VERSION)
          .withKind(label)
          .withPlural(plural)
          .withNamespaced(true)
          .build();
    }
  }

  /** Reads {@code KIND/NAMESPACE/NAME}. */
  static ReportTarget of(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 3 && !parts[1].isEmpty() && !parts[2].isEmpty()) {
      for (Kind kind : Kind.values()) {
        if (kind.label.equals(parts[0])) {
          return new ReportTarget(kind, parts[1], parts[2]);
        }
      }
    }
    throw new IllegalArgumentException(
        "'%s' (--report-to, --ingestion-to) names no object that takes progress: write KIND/NAMESPACE/NAME, KIND one of %s"
            .formatted(text, Arrays.stream(Kind.values()).map(Kind::label).toList()));
  }

  /** Path of its status on the API server; what it answers is the whole object. */
  String statusPath() {
    return "/apis/%s/%s/namespaces/%s/%s/%s/status"
        .formatted(GROUP, VERSION, namespace, kind.plural, name);
  }

  @Override
  public String toString() {
    return kind.label + "/" + namespace + "/" + name;
  }
}
