package dev.lakehouse.operator.benchmark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes raw writes of what was counted and of what stands in the cluster afterwards: the objects
 * that were created, as they are, for another namespace; their statuses as often as they were
 * written, each time a little different, since what changes nothing costs the server less.
 */
final class Replay {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final String JOB = "lakehouse-job";

  /** What the raw writes hold of one kind. */
  private record Kind(String apiVersion, String kind, String resource) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("lakehouse.dev/v1alpha1", "MedallionPipeline", "medallionpipelines"),
          new Kind("v1", "ConfigMap", "configmaps"),
          new Kind("lakehouse.dev/v1alpha1", "LakehouseRun", "lakehouseruns"),
          new Kind("sparkoperator.k8s.io/v1beta2", "SparkApplication", "sparkapplications"),
          new Kind("events.k8s.io/v1", "Event", "events"));

  private final String namespace;
  private final int pipelines;
  private final SortedMap<ApiCall, Long> wanted;
  private final ApiCounts jobs;
  private final Map<Kind, List<GenericKubernetesResource>> objects = new LinkedHashMap<>();
  private final SortedMap<ApiCall, Long> made = new TreeMap<>();

  /**
   * Reads what was written.
   *
   * @param to namespace of the raw writes
   * @param writes what was counted, the operator's writes and the others'
   * @param others what of it was not the operator's
   */
  Replay(
      KubernetesClient client,
      String from,
      String to,
      int pipelines,
      ApiCounts writes,
      ApiCounts others) {
    this.namespace = to;
    this.pipelines = pipelines;
    this.wanted = writes.byCall();
    this.jobs = others;
    KINDS.forEach(kind -> objects.put(kind, read(client, from, kind)));
  }

  /** The writes, by pipeline. */
  List<List<Write>> writes() {
    List<List<Write>> all = new ArrayList<>();
    for (int i = 0; i < pipelines; i++) {
      List<Write> writes = new ArrayList<>();
      for (Kind kind : KINDS) {
        writes.addAll(creations(kind, i));
      }
      for (Kind kind : KINDS) {
        writes.addAll(statuses(kind, i));
      }
      all.add(writes);
    }
    return all;
  }

  /** What was made of that, to be told: counted writes that nothing here repeats are missing. */
  ApiCounts made() {
    return new ApiCounts(made);
  }

  private List<Write> creations(Kind kind, int pipeline) {
    String verb = kind.kind().equals("MedallionPipeline") ? "APPLY" : "POST";
    ApiCall call = new ApiCall(verb, kind.resource());
    List<GenericKubernetesResource> known = objects.get(kind);
    List<Write> writes = new ArrayList<>();
    for (int k = 0; k < share(call, pipeline); k++) {
      int index = pipeline + k * pipelines;
      if (index < known.size()) {
        writes.add(creation(kind, verb, withoutStatus(known.get(index)), pipeline));
        made.merge(call, 1L, Long::sum);
      }
    }
    return writes;
  }

  private Write creation(Kind kind, String verb, GenericKubernetesResource object, int pipeline) {
    if (kind.kind().equals("SparkApplication")) {
      ApiCall update = new ApiCall("PUT", "sparkapplications/status");
      int states = (int) share(update, pipeline);
      made.merge(update, (long) states, Long::sum);
      return new Write.Application(object, states);
    }
    return verb.equals("POST")
        ? new Write.Create(object)
        : new Write.Apply(object, null, "benchmark");
  }

  private List<Write> statuses(Kind kind, int pipeline) {
    List<Write> writes = new ArrayList<>();
    if (pipeline >= objects.get(kind).size()) {
      return writes;
    }
    GenericKubernetesResource object = objects.get(kind).get(pipeline);
    ApiCall apply = new ApiCall("APPLY", kind.resource() + "/status");
    long byJobs = jobs.byCall().getOrDefault(apply, 0L) / pipelines;
    for (int k = 0; k < share(apply, pipeline); k++) {
      writes.add(
          k < byJobs
              ? new Write.Apply(StatusParts.ofJob(object, namespace, k), "status", JOB)
              : new Write.Apply(
                  StatusParts.ofOperator(object, namespace, k), "status", "lakehouse-operator"));
      made.merge(apply, 1L, Long::sum);
    }
    return writes;
  }

  /** How many of the counted calls fall to a pipeline. */
  private long share(ApiCall call, int pipeline) {
    long count = wanted.getOrDefault(call, 0L);
    return count / pipelines + (pipeline < count % pipelines ? 1 : 0);
  }

  private GenericKubernetesResource withoutStatus(GenericKubernetesResource object) {
    GenericKubernetesResource copy = SERIALIZATION.clone(object);
    copy.getAdditionalProperties().remove("status");
    ObjectMeta metadata = object.getMetadata();
    copy.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(metadata.getName())
            .withLabels(metadata.getLabels())
            .withAnnotations(metadata.getAnnotations())
            .build());
    if (copy.getAdditionalProperties().get("regarding") instanceof Map<?, ?> regarding) {
      // An event stands beside what it speaks of.
      Map<Object, Object> here = new LinkedHashMap<>(regarding);
      here.put("namespace", namespace);
      copy.setAdditionalProperty("regarding", here);
    }
    Object owners = metadata.getOwnerReferences();
    if (!metadata.getOwnerReferences().isEmpty()) {
      // As long, but no reference: garbage collection would take what refers to nothing.
      copy.getMetadata()
          .setAnnotations(new TreeMap<>(orEmpty(copy.getMetadata().getAnnotations())));
      copy.getMetadata().getAnnotations().put("benchmark/owner", SERIALIZATION.asJson(owners));
    }
    return copy;
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** In an order that puts the same pipelines' objects at the same index. */
  private static List<GenericKubernetesResource> read(
      KubernetesClient client, String namespace, Kind kind) {
    return client
        .genericKubernetesResources(kind.apiVersion(), kind.kind())
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(object -> !object.getMetadata().getName().equals("kube-root-ca.crt"))
        .sorted(Comparator.comparing(object -> object.getMetadata().getName()))
        .collect(Collectors.toList());
  }
}
