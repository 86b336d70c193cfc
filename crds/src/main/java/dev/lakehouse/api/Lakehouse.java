package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Storage, workloads and connections shared by all objects of a lakehouse. */
@JsonClassDescription(
    "What the platform team decides once: where tables lie, how jobs run, which databases and"
        + " warehouses there are.")
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("lh")
@Categories("lakehouse-all")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "ROOT", jsonPath = ".spec.storage.root")
@AdditionalPrinterColumn(
    name = "SOURCES",
    jsonPath = ".status.dataSources",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "PIPELINES",
    jsonPath = ".status.pipelines",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class Lakehouse extends CustomResource<LakehouseSpec, LakehouseStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected LakehouseSpec initSpec() {
    return null;
  }
}
