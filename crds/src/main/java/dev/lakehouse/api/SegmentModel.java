package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Divides customers into segments. */
@JsonClassDescription("How customers are divided into segments, and the gates a model must pass.")
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("sm")
@Categories("lakehouse-all")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "TABLE", jsonPath = ".spec.output.table")
@AdditionalPrinterColumn(
    name = "SEGMENTS",
    jsonPath = ".status.segments",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "SILHOUETTE", jsonPath = ".status.silhouette")
@AdditionalPrinterColumn(name = "LAST RUN", jsonPath = ".status.lastRun.name")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.lastRun.phase")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class SegmentModel extends CustomResource<SegmentModelSpec, SegmentModelStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected SegmentModelSpec initSpec() {
    return null;
  }
}
