package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The schemas of the five kinds, from the CRDs that are in this jar. */
final class KindSchemas {
  private static final List<Class<? extends HasMetadata>> TYPES =
      List.of(
          Lakehouse.class,
          DataSource.class,
          MedallionPipeline.class,
          SegmentModel.class,
          LakehouseRun.class);

  /** A kind's Java type and its schema (openAPIV3Schema). */
  record Kind(Class<? extends HasMetadata> type, JsonNode schema) {}

  private KindSchemas() {}

  /** By the name of the kind. */
  static Map<String, Kind> read(ObjectMapper yaml) {
    Map<String, Kind> kinds = new TreeMap<>();
    for (Class<? extends HasMetadata> type : TYPES) {
      kinds.put(HasMetadata.getKind(type), new Kind(type, schema(type, yaml)));
    }
    return kinds;
  }

  private static JsonNode schema(Class<? extends HasMetadata> type, ObjectMapper yaml) {
    String file = "/crds/" + HasMetadata.getPlural(type) + "." + ApiGroup.NAME + ".yaml";
    try (InputStream crd = KindSchemas.class.getResourceAsStream(file)) {
      return yaml.readTree(crd).at("/spec/versions/0/schema/openAPIV3Schema");
    } catch (IOException e) {
      throw new UncheckedIOException("the CRD " + file + " can't be read", e);
    }
  }
}
