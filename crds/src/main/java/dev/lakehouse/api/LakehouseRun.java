package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One execution of a plan. Created by the operator, or by a person; kept as history. */
@JsonClassDescription(
    "One execution of a pipeline, model or source; made by the operator, or by a person who asks"
        + " for one.")
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("lr")
@Categories("lakehouse-all")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "OWNER", jsonPath = ".metadata.labels.lakehouse\\.dev/owner")
@AdditionalPrinterColumn(name = "STEPS", jsonPath = ".status.progress")
@AdditionalPrinterColumn(
    name = "ATTEMPT",
    jsonPath = ".status.attempt",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "DURATION", jsonPath = ".status.duration")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class LakehouseRun extends CustomResource<LakehouseRunSpec, LakehouseRunStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected LakehouseRunSpec initSpec() {
    return null;
  }
}
