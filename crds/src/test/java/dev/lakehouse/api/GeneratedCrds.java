package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** CRDs as the Java types of the five kinds generate them. */
final class GeneratedCrds {
  /** The five kinds. */
  enum Kind {
    LAKEHOUSE(Lakehouse.class),
    DATA_SOURCE(DataSource.class),
    MEDALLION_PIPELINE(MedallionPipeline.class),
    SEGMENT_MODEL(SegmentModel.class),
    LAKEHOUSE_RUN(LakehouseRun.class);

    private final Class<? extends CustomResource<?, ?>> type;

    Kind(Class<? extends CustomResource<?, ?>> type) {
      this.type = type;
    }

    String fileName() {
      return HasMetadata.getPlural(type) + "." + ApiGroup.NAME + ".yaml";
    }
  }

  /** Lists whose items are told apart by a field: server-side apply merges them item by item. */
  private static final Map<String, String> LIST_KEYS =
      Map.of("conditions", "type", "steps", "name", "tables", "name");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private GeneratedCrds() {}

  static CustomResourceDefinition crd(Kind kind) {
    return new KubernetesSerialization().unmarshal(yaml(kind), CustomResourceDefinition.class);
  }

  static String yaml(Kind kind) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new CRDGenerator()
        .customResourceClasses(kind.type)
        .withPostProcessor(new Finish(kind.type))
        .withOutput(new ToMemory(bytes))
        .generate();
    return readable(bytes.toString(StandardCharsets.UTF_8));
  }

  /** A text in one line: the generator breaks it anywhere, with a backslash. */
  private static String readable(String generated) {
    try {
      return "# Generated from the Java types in crds; edit those.\n"
          + YAML.writeValueAsString(YAML.readTree(generated));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the generator leaves open or does twice. */
  private record Finish(Class<?> type) implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata generated, String crdVersion) {
      CustomResourceDefinition crd = (CustomResourceDefinition) generated;
      for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setRequired(List.of("spec"));
        describe(root);
        root.getProperties().values().forEach(Finish::withoutRepeatedRules);
        LIST_KEYS.forEach((list, key) -> setListKey(root.getProperties().get("status"), list, key));
        List<String> order =
            Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        version
            .getAdditionalPrinterColumns()
            .sort(Comparator.comparing(column -> order.indexOf(column.getName())));
      }
      return crd;
    }

    /** What kubectl explain says of the kind itself, its spec and its status. */
    private void describe(JSONSchemaProps root) {
      root.setDescription(description(type));
      ParameterizedType custom = (ParameterizedType) type.getGenericSuperclass();
      Type[] parts = custom.getActualTypeArguments();
      root.getProperties().get("spec").setDescription(description((Class<?>) parts[0]));
      root.getProperties().get("status").setDescription(description((Class<?>) parts[1]));
    }

    private static String description(Class<?> documented) {
      return documented.getAnnotation(JsonClassDescription.class).value();
    }

    /** A record's rules are found on its field and on its accessor. */
    private static void withoutRepeatedRules(JSONSchemaProps schema) {
      List<ValidationRule> rules = schema.getXKubernetesValidations();
      if (rules != null) {
        schema.setXKubernetesValidations(rules.stream().distinct().toList());
      }
      if (schema.getProperties() != null) {
        schema.getProperties().values().forEach(Finish::withoutRepeatedRules);
      }
      if (schema.getItems() != null) {
        withoutRepeatedRules(schema.getItems().getSchema());
      }
    }
  }

  private static void setListKey(JSONSchemaProps status, String list, String key) {
    JSONSchemaProps schema = status.getProperties().get(list);
    if (schema != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(List.of(key));
      schema.getItems().getSchema().setRequired(required(schema.getItems().getSchema(), key));
    }
  }

  private static List<String> required(JSONSchemaProps item, String key) {
    return item.getRequired() == null || item.getRequired().isEmpty()
        ? List.of(key)
        : item.getRequired();
  }

  /** The generator wants to open one output per CRD. */
  private record ToMemory(ByteArrayOutputStream bytes)
      implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String crdName) {
      return bytes;
    }

    @Override
    public java.net.URI crdURI(String crdName) {
      return java.net.URI.create("file:///" + crdName);
    }

    @Override
    public void close() {}
  }
}
