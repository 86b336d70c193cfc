package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.DataSourceSpec.Column;
import dev.lakehouse.api.DataSourceSpec.Kinesis;
import dev.lakehouse.api.Durations;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The checks of a DataSource, in the order of its fields. */
final class DataSourceChecks {
  /** Of tables that stand beside a source's own. */
  private static final List<String> RESERVED_ENDINGS = List.of("-dead", "-quarantine");

  private DataSourceChecks() {}

  static void check(DataSourceSpec spec, Scope scope, Findings findings) {
    name(scope.object().getMetadata().getName(), findings);
    CommonChecks.lakehouseExists(scope, findings);
    oneSource(spec, findings);
    if (spec.kinesis() != null) {
      kinesis(spec.kinesis(), scope, findings);
    }
    if (spec.jdbc() != null) {
      CommonChecks.connection(
          "spec.jdbc.connection",
          spec.jdbc().connection(),
          scope,
          connection -> connection.jdbc() != null,
          findings);
      findings.checkDuration("spec.jdbc.overlap", spec.jdbc().overlap());
      JdbcChecks.snapshot(spec.jdbc(), findings);
      if (spec.jdbc().overlap() != null && spec.jdbc().cursor() == null) {
        findings.add(
            "spec.jdbc.overlap",
            SpecReason.INVALID_SPEC,
            "goes with cursor: without one the whole table is read each time; remove it");
      }
    }
    if (spec.files() != null) {
      FilesChecks.check(spec, scope, findings);
    }
    if (spec.http() != null) {
      HttpChecks.check(spec.http(), scope, findings);
      if (spec.resources() != null && Boolean.TRUE.equals(spec.resources().distributed())) {
        findings.add(
            "spec.resources.distributed",
            SpecReason.INVALID_SPEC,
            "pages of an API are read by one pod, one after the other; remove it");
      }
    }
    if (spec.schema() != null) {
      columns(orEmpty(spec.schema().columns()), findings);
    }
    CommonChecks.schedule("spec.schedule", spec.schedule(), findings);
    MaintenanceChecks.check(spec.maintenance(), spec.timeouts(), findings);
    BatchChecks.check(scope.object().getMetadata().getName(), spec, findings);
    if (spec.freshness() != null) {
      freshness(spec.freshness(), findings);
    }
    TableChecks.noConflicts(scope, findings);
  }

  private static void name(String name, Findings findings) {
    CommonChecks.nameFits(name, NameLimits.DATA_SOURCE, name + "-ingest", findings);
    if (TableName.parse(BronzeTable.nameOf(name)).isEmpty()) {
      findings.add(
          "metadata.name",
          SpecReason.INVALID_SPEC,
          "'"
              + name
              + "' names a bronze table and must start with a letter and hold letters, digits and"
              + " dashes only; choose another name");
    } else if (RESERVED_ENDINGS.stream().anyMatch(name::endsWith)) {
      findings.add(
          "metadata.name",
          SpecReason.INVALID_SPEC,
          "names that end in "
              + String.join(" or ", RESERVED_ENDINGS)
              + " are kept for the records of another source that can't be read; choose another");
    }
  }

  private static void oneSource(DataSourceSpec spec, Findings findings) {
    long sources =
        Stream.of(spec.kinesis(), spec.jdbc(), spec.files(), spec.http())
            .filter(Objects::nonNull)
            .count();
    if (sources != 1) {
      findings.add(
          "spec",
          SpecReason.INVALID_SPEC,
          "needs exactly one of kinesis, jdbc, files and http, and has "
              + sources
              + "; make one DataSource per source");
    } else if ((spec.kinesis() == null) == (spec.schedule() == null)) {
      findings.add(
          "spec.schedule",
          SpecReason.INVALID_SPEC,
          spec.kinesis() == null
              ? "jdbc, files and http are read again and again; say when, for example"
                  + " {cron: '*/15 * * * *'}"
              : "kinesis is read continuously; remove the schedule");
    }
  }

  private static void kinesis(Kinesis kinesis, Scope scope, Findings findings) {
    StreamSettings.check(kinesis, findings);
    ReplicaChecks.check(kinesis.replicas(), findings);
    Decodings.check(kinesis, findings);
    if (kinesis.memory() != null && !isQuantity(kinesis.memory())) {
      findings.add(
          "spec.kinesis.memory",
          SpecReason.INVALID_SPEC,
          "'" + kinesis.memory() + "' is not an amount of memory; for example 512Mi");
    }
    scope
        .lakehouse()
        .filter(lakehouse -> lakehouse.getSpec().workloads().consumerImage() == null)
        .ifPresent(
            lakehouse ->
                findings.add(
                    "spec.kinesis",
                    SpecReason.LAKEHOUSE_INCOMPLETE,
                    "Lakehouse '"
                        + scope.lakehouseName()
                        + "' has no image for it; set its spec.workloads.consumerImage"));
  }

  static boolean isQuantity(String text) {
    try {
      return Quantity.getAmountInBytes(new Quantity(text)).signum() > 0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  private static void columns(List<Column> columns, Findings findings) {
    String path = "spec.schema.columns";
    CommonChecks.distinct(path, columns, Column::name, SpecReason.INVALID_COLUMN, findings);
    for (int i = 0; i < columns.size(); i++) {
      findings.checkType(path + "[" + i + "].type", columns.get(i).type());
      TableFeatures.storable(path + "[" + i + "].type", columns.get(i).type(), findings);
    }
  }

  private static void freshness(DataSourceSpec.Freshness freshness, Findings findings) {
    int before = findings.violations().size();
    findings.checkDuration("spec.freshness.warnAfter", freshness.warnAfter());
    findings.checkDuration("spec.freshness.failAfter", freshness.failAfter());
    boolean readable = findings.violations().size() == before;
    if (readable
        && freshness.warnAfter() != null
        && freshness.failAfter() != null
        && Durations.parse(freshness.warnAfter()).compareTo(Durations.parse(freshness.failAfter()))
            > 0) {
      findings.add(
          "spec.freshness.warnAfter",
          SpecReason.INVALID_SPEC,
          "is longer than failAfter, so that nobody would be warned; make it shorter");
    }
  }
}
