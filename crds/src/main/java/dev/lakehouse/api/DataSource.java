package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Owns exactly one bronze table: {@code bronze.<name>}, dashes of the name as underscores. */
@JsonClassDescription(
    "Where the records of one bronze table come from, and how they are read into it.")
@Group(ApiGroup.NAME)
@Version(ApiGroup.VERSION)
@ShortNames("dsrc")
@Categories("lakehouse-all")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "SOURCE", jsonPath = ".status.source")
@AdditionalPrinterColumn(name = "LAG", jsonPath = ".status.lag")
@AdditionalPrinterColumn(
    name = "ROWS",
    jsonPath = ".status.ingestion.rows",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "DEAD",
    jsonPath = ".status.ingestion.deadLetters",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "LAST COMMIT",
    jsonPath = ".status.ingestion.lastCommitTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "TABLE", jsonPath = ".status.table", priority = 1)
@AdditionalPrinterColumn(
    name = "VERSION",
    jsonPath = ".status.ingestion.version",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "ROWS/MIN",
    jsonPath = ".status.ingestion.stream.rowsPerMinute",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "PODS",
    jsonPath = ".status.ingestion.stream.replicaCount",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class DataSource extends CustomResource<DataSourceSpec, DataSourceStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected DataSourceSpec initSpec() {
    return null;
  }
}
