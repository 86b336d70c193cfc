package dev.lakehouse.compiler;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.RunPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Objects of a small lakehouse, as users write them. */
final class Specs {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Specs() {}

  static Lakehouse lakehouse() {
    return lakehouse(
        """
        storage: {root: "s3a://lake/crm/", region: eu-west-1, encryption: {kmsKeyId: alias/lake}}
        workloads: {image: jobs, consumerImage: consumer}
        endpoints: {s3: "http://s3:9000"}
        connections:
          - {name: crm, jdbc: {url: "jdbc:postgresql://crm/crm", credentialsSecret: crm}}
          - {name: warehouse, redshift: {workgroup: crm, database: marts, iamRoleArn: "arn:copy"}}
          - {name: open, jdbc: {url: "jdbc:postgresql://open/open"}}
          - name: api
            http:
              url: https://api.example.com/v3
              auth: {type: OAuth2, credentialsSecret: api, tokenUrl: "https://id.example.com/token"}
              requestsPerMinute: 600
        """);
  }

  static Lakehouse lakehouse(String spec) {
    return object(Lakehouse.class, "default", spec);
  }

  static DataSource source(String name) {
    return source(name, "{kinesis: {stream: " + name + "}}");
  }

  static DataSource source(String name, String spec) {
    return object(DataSource.class, name, spec);
  }

  static MedallionPipeline pipeline(String name, String spec) {
    return object(MedallionPipeline.class, name, spec);
  }

  /** A pipeline of gold tables only, each given as {@code name: query}. */
  static MedallionPipeline gold(String name, String... tables) {
    StringBuilder spec = new StringBuilder("gold:\n");
    for (String table : tables) {
      int colon = table.indexOf(':');
      spec.append(
          "  - {name: %s, sql: \"%s\"}%n"
              .formatted(table.substring(0, colon), table.substring(colon + 1).trim()));
    }
    return pipeline(name, spec.toString());
  }

  static SegmentModel model(String name, String spec) {
    return object(SegmentModel.class, name, spec);
  }

  static <T extends HasMetadata> T created(T object, String timestamp) {
    object.getMetadata().setCreationTimestamp(timestamp);
    return object;
  }

  private static <T extends HasMetadata> T object(Class<T> type, String name, String spec) {
    String yaml =
        "apiVersion: lakehouse.dev/v1alpha1\nkind: %s\nmetadata: {name: %s, namespace: crm}\nspec:\n%s"
            .formatted(type.getSimpleName(), name, spec.indent(2));
    return YAML.unmarshal(yaml, type);
  }

  static Workspace workspace(HasMetadata... objects) {
    List<HasMetadata> all = new ArrayList<>(Arrays.asList(objects));
    if (all.stream().noneMatch(Lakehouse.class::isInstance)) {
      all.add(lakehouse());
    }
    return new Workspace(
        of(Lakehouse.class, all),
        of(DataSource.class, all),
        of(MedallionPipeline.class, all),
        of(SegmentModel.class, all));
  }

  private static <T> List<T> of(Class<T> type, List<HasMetadata> objects) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static RunPlan plan(Compilation compilation) {
    if (compilation instanceof Compilation.Compiled compiled) {
      return compiled.plan();
    }
    throw new AssertionError("refused: " + violations(compilation));
  }

  static List<Violation> violations(Compilation compilation) {
    return compilation instanceof Compilation.Refused refused ? refused.violations() : List.of();
  }

  static List<String> messages(Compilation compilation) {
    return violations(compilation).stream().map(Violation::message).toList();
  }
}
