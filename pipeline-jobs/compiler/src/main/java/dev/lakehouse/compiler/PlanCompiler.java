package dev.lakehouse.compiler;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.RunPlan;
import java.util.List;

/**
 * Specs to plans. Pure and deterministic: the same objects give the same bytes and the same hash.
 * The object compiled need not be in the workspace; where it is, the one given counts.
 */
public final class PlanCompiler {
  private PlanCompiler() {}

  /** The plan that fills a DataSource's bronze table: one step. */
  public static Compilation compile(DataSource source, Workspace workspace) {
    Scope scope =
        Scope.of(source, source.getSpec().lakehouseRef(), Declarations.of(source), workspace);
    Findings findings = new Findings();
    DataSourceChecks.check(source.getSpec(), scope, findings);
    return findings.orElse(() -> Plans.of(scope, List.of(Steps.of(source))));
  }

  /** The plan of a pipeline's runs: its tables in the order they can be made, and publishes. */
  public static Compilation compile(MedallionPipeline pipeline, Workspace workspace) {
    Scope scope =
        Scope.of(pipeline, pipeline.getSpec().lakehouseRef(), Declarations.of(pipeline), workspace);
    Findings findings = new Findings();
    PipelineChecks.check(pipeline.getSpec(), scope, findings);
    return findings.orElse(
        () -> Plans.of(scope, PipelineSteps.of(pipeline.getSpec(), scope.order())));
  }

  /** The plan of a model's trainings, with the publishes of its segments. */
  public static Compilation compile(SegmentModel model, Workspace workspace) {
    Scope scope =
        Scope.of(model, model.getSpec().lakehouseRef(), Declarations.of(model), workspace);
    Findings findings = new Findings();
    SegmentModelChecks.check(model.getSpec(), scope, findings);
    return findings.orElse(() -> Plans.of(scope, Steps.of(model.getSpec())));
  }

  /** What is wrong with a Lakehouse; empty when nothing is. */
  public static List<Violation> check(Lakehouse lakehouse) {
    Findings findings = new Findings();
    LakehouseChecks.check(lakehouse.getMetadata().getName(), lakehouse.getSpec(), findings);
    return findings.violations();
  }

  /** What is wrong with a run of that plan; empty when nothing is. */
  public static List<Violation> check(LakehouseRunSpec run, RunPlan plan) {
    Findings findings = new Findings();
    RunChecks.check(run, plan, findings);
    return findings.violations();
  }
}
