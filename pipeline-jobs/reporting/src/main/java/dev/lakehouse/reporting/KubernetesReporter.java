package dev.lakehouse.reporting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells progress by server-side apply on the {@code status} subresource. The field manager owns
 * {@code status.steps} and {@code status.outcome} of a LakehouseRun, {@code status.ingestion} of a
 * DataSource, nothing else; and because a field it leaves out would be removed, each apply carries
 * all of them.
 */
final class KubernetesReporter implements JobReporter {
  static final String FIELD_MANAGER = "lakehouse-job";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  /** All that the field manager owns; null: not told yet. */
  private record Told(List<StepStatus> steps, JobOutcome outcome, IngestionStatus ingestion) {}

  private final ReportTarget target;
  private final KubernetesClient client;
  private final LatestDelivery<Told> delivery;
  private Told told = new Told(null, null, null);

  KubernetesReporter(ReportTarget target, KubernetesClient client, DeliveryTiming timing) {
    this.target = target;
    this.client = client;
    this.delivery = new LatestDelivery<>(target.toString(), this::apply, timing);
  }

  @Override
  public synchronized void steps(List<StepStatus> steps) {
    tell(new Told(List.copyOf(steps), told.outcome, told.ingestion));
  }

  @Override
  public synchronized void outcome(JobOutcome outcome) {
    tell(new Told(told.steps, outcome, told.ingestion));
  }

  @Override
  public synchronized void ingestion(IngestionStatus status) {
    tell(new Told(told.steps, told.outcome, status));
  }

  @Override
  public void close() {
    delivery.close();
    client.close();
  }

  private void tell(Told next) {
    told = next;
    // An apply without the field would take away what the job before this one has told.
    if (target.kind() == ReportTarget.Kind.RUN || next.ingestion != null) {
      delivery.offer(next);
    }
  }

  private void apply(Told state) {
    GenericKubernetesResource resource = new GenericKubernetesResource();
    resource.setApiVersion(ReportTarget.GROUP + "/" + ReportTarget.VERSION);
    resource.setKind(target.kind().label());
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace(target.namespace()).withName(target.name()).build());
    resource.setAdditionalProperty("status", status(state));
    client
        .genericKubernetesResources(target.kind().context())
        .inNamespace(target.namespace())
        .resource(resource)
        .subresource("status")
        .patch(APPLY);
  }

  /** The fields of the target's kind; what the kind has no room for is left out. */
  private Map<String, Object> status(Told state) {
    Map<String, Object> status = new LinkedHashMap<>();
    switch (target.kind()) {
      case RUN -> {
        put(status, "steps", state.steps);
        put(status, "outcome", state.outcome);
      }
      case DATA_SOURCE -> status.put("ingestion", keepingTold(state.ingestion));
    }
    return status;
  }

  /**
   * The report; one of trouble keeps what was told of the table before, since a job that can't
   * reach it can't say, and whoever waits for the table must not believe that it is gone.
   */
  private Map<String, Object> keepingTold(IngestionStatus report) {
    Map<String, Object> fields = MAPPER.convertValue(report, new TypeReference<>() {});
    if (report.reason() != null) {
      told().forEach(fields::putIfAbsent);
    }
    return fields;
  }

  /** What stands in the object now. */
  private Map<String, Object> told() {
    String object = client.raw(target.statusPath());
    try {
      JsonNode ingestion =
          MAPPER.readTree(object == null ? "" : object).path("status").path("ingestion");
      return ingestion.isObject()
          ? MAPPER.convertValue(ingestion, new TypeReference<>() {})
          : Map.of();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the API server's answer is no JSON", e);
    }
  }

  private static void put(Map<String, Object> status, String field, Object value) {
    if (value != null) {
      status.put(field, MAPPER.convertValue(value, new TypeReference<Object>() {}));
    }
  }
}
