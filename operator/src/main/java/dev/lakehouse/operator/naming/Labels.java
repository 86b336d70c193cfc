package dev.lakehouse.operator.naming;

import dev.lakehouse.api.ApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** The labels of everything the operator makes. */
public final class Labels {
  /** Kubernetes' own label for the tool that manages an object. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Kubernetes' own label for the part an object plays. */
  public static final String COMPONENT = "app.kubernetes.io/component";

  /** Value of {@link #MANAGED_BY}, and the operator's field manager. */
  public static final String OPERATOR = "lakehouse-operator";

  /** Informer selectors: the children of the owners of one kind. */
  public static final String OF_LAKEHOUSES = ApiGroup.OWNER_KIND_LABEL + "=Lakehouse";

  /** See {@link #OF_LAKEHOUSES}. */
  public static final String OF_DATA_SOURCES = ApiGroup.OWNER_KIND_LABEL + "=DataSource";

  /** See {@link #OF_LAKEHOUSES}. */
  public static final String OF_PIPELINES = ApiGroup.OWNER_KIND_LABEL + "=MedallionPipeline";

  /** See {@link #OF_LAKEHOUSES}. */
  public static final String OF_SEGMENT_MODELS = ApiGroup.OWNER_KIND_LABEL + "=SegmentModel";

  /** {@link #COMPONENT} of what reads a source by its schedule, or continuously. */
  public static final String INGESTION = "ingestion";

  /** {@link #COMPONENT} of what executes a LakehouseRun. */
  public static final String RUN = "run";

  /** Informer selector: the Jobs of the schedules of batch sources. */
  public static final String INGESTION_JOBS = OF_DATA_SOURCES + "," + COMPONENT + "=" + INGESTION;

  /** Label query: the Jobs that execute runs. */
  public static final String RUN_JOBS = OF_DATA_SOURCES + "," + COMPONENT + "=" + RUN;

  private Labels() {}

  /** Labels of a child of that owner; by the first two it is found. */
  public static Map<String, String> of(HasMetadata owner, String component) {
    Map<String, String> labels = new TreeMap<>(selector(owner));
    labels.put(MANAGED_BY, OPERATOR);
    labels.put(COMPONENT, component);
    return labels;
  }

  /** The labels that select the children of that owner. */
  public static Map<String, String> selector(HasMetadata owner) {
    return Map.of(
        ApiGroup.OWNER_KIND_LABEL,
        owner.getKind(),
        ApiGroup.OWNER_LABEL,
        owner.getMetadata().getName());
  }
}
