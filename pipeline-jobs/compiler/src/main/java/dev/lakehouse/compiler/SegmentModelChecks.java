package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.SegmentModelSpec;
import dev.lakehouse.api.SegmentModelSpec.Feature;
import dev.lakehouse.api.SegmentModelSpec.SegmentRange;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import java.util.HashSet;
import java.util.List;

/** The checks of a SegmentModel, in the order of its fields. */
final class SegmentModelChecks {
  private SegmentModelChecks() {}

  static void check(SegmentModelSpec spec, Scope scope, Findings findings) {
    CommonChecks.nameFits(
        scope.object().getMetadata().getName(), NameLimits.RUN_OWNER, "of its trainings", findings);
    CommonChecks.lakehouseExists(scope, findings);
    TableChecks.exists("spec.from", spec.from(), scope, findings);
    features(orEmpty(spec.features()), findings);
    segments(spec.algorithm(), findings);
    CommonChecks.trigger("spec.retrain", spec.retrain(), findings);
    output(spec, scope, findings);
    CommonChecks.runs(spec.retry(), spec.timeouts(), findings);
    MaintenanceChecks.check(spec.maintenance(), spec.timeouts(), findings);
    TableChecks.noConflicts(scope, findings);
    TableChecks.noCircles(scope, findings);
  }

  private static void features(List<Feature> features, Findings findings) {
    String path = "spec.features";
    if (features.isEmpty()) {
      findings.add(path, SpecReason.INVALID_SPEC, "there is none; name at least one number");
    }
    CommonChecks.distinct(path, features, Feature::name, SpecReason.INVALID_COLUMN, findings);
    for (int i = 0; i < features.size(); i++) {
      findings.checkExpression(path + "[" + i + "].expr", features.get(i).expr());
    }
  }

  private static void segments(SegmentModelSpec.Algorithm algorithm, Findings findings) {
    if (algorithm == null || algorithm.kMeans() == null) {
      findings.add(
          "spec.algorithm", SpecReason.INVALID_SPEC, "is not set; write algorithm: {kMeans: {}}");
      return;
    }
    SegmentRange range = algorithm.kMeans().segments();
    if (range != null
        && or(range.min(), Defaults.MIN_SEGMENTS) > or(range.max(), Defaults.MAX_SEGMENTS)) {
      findings.add(
          "spec.algorithm.kMeans.segments",
          SpecReason.INVALID_SPEC,
          "min is above max; make it smaller");
    }
  }

  private static void output(SegmentModelSpec spec, Scope scope, Findings findings) {
    boolean gold =
        TableName.parse(spec.output().table())
            .filter(table -> table.layer() == Layer.GOLD)
            .isPresent();
    if (!gold) {
      findings.add(
          "spec.output.table",
          SpecReason.INVALID_SPEC,
          "'"
              + spec.output().table()
              + "' is not a gold table; write gold.NAME, for example gold.customer_segments");
    }
    TableChecks.publish(
        "spec.output.publish", orEmpty(spec.output().publish()), new HashSet<>(), scope, findings);
  }
}
