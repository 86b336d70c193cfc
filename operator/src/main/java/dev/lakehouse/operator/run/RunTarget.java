package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.api.SegmentModel;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What a LakehouseRun names. Pure. */
record RunTarget(Kind kind, String name) {

  /** The kinds that have runs. */
  enum Kind {
    PIPELINE(MedallionPipeline.class, "pipelineRef", RunReasons.PIPELINE_NOT_FOUND),
    MODEL(SegmentModel.class, "segmentModelRef", RunReasons.SEGMENT_MODEL_NOT_FOUND),
    SOURCE(DataSource.class, "dataSourceRef", RunReasons.DATA_SOURCE_NOT_FOUND);

    private final Class<? extends HasMetadata> type;
    private final String field;
    private final String missing;

    Kind(Class<? extends HasMetadata> type, String field, String missing) {
      this.type = type;
      this.field = field;
      this.missing = missing;
    }

    /** The field of a run's spec that names it. */
    String field() {
      return field;
    }

    /** Reason of a run whose target does not exist. */
    String missing() {
      return missing;
    }

    /** The kind's name. */
    String title() {
      return type.getSimpleName();
    }
  }

  /** What that run names; the schema sees to it that it is exactly one thing. */
  static RunTarget of(LakehouseRun run) {
    LakehouseRunSpec spec = run.getSpec();
    if (spec.pipelineRef() != null) {
      return new RunTarget(Kind.PIPELINE, spec.pipelineRef().name());
    }
    return spec.segmentModelRef() != null
        ? new RunTarget(Kind.MODEL, spec.segmentModelRef().name())
        : new RunTarget(Kind.SOURCE, spec.dataSourceRef().name());
  }

  /** The target that an owner of runs is. */
  static RunTarget of(HasMetadata owner) {
    String name = owner.getMetadata().getName();
    if (owner instanceof MedallionPipeline) {
      return new RunTarget(Kind.PIPELINE, name);
    }
    return owner instanceof SegmentModel
        ? new RunTarget(Kind.MODEL, name)
        : new RunTarget(Kind.SOURCE, name);
  }

  /**
   * The spec of a run that does what its owner's plan says.
   *
   * @param maintenance whether it keeps the tables up instead
   */
  LakehouseRunSpec execute(boolean maintenance) {
    ObjectRef ref = new ObjectRef(name);
    return new LakehouseRunSpec(
        kind == Kind.PIPELINE ? ref : null,
        kind == Kind.MODEL ? ref : null,
        kind == Kind.SOURCE ? ref : null,
        null,
        null,
        null,
        null,
        null,
        maintenance ? true : null,
        LakehouseRunSpec.Mode.EXECUTE);
  }
}
