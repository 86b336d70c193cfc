package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Silver and gold tables that are brought up to date together. */
@JsonClassDescription(
    "Silver and gold tables that are brought up to date together: what they are made of, what must"
        + " hold for them, where they are published.")
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("mp")
@Categories("lakehouse-all")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "TABLES",
    jsonPath = ".status.tableCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "LAST RUN", jsonPath = ".status.lastRun.name")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.lastRun.phase")
@AdditionalPrinterColumn(name = "DURATION", jsonPath = ".status.lastRun.duration")
@AdditionalPrinterColumn(
    name = "QUALITY",
    jsonPath = ".status.conditions[?(@.type==\"QualityMet\")].reason")
@AdditionalPrinterColumn(name = "NEXT", jsonPath = ".status.nextRunTime")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE,
    priority = 1)
public class MedallionPipeline
    extends CustomResource<MedallionPipelineSpec, MedallionPipelineStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected MedallionPipelineSpec initSpec() {
    return null;
  }
}
